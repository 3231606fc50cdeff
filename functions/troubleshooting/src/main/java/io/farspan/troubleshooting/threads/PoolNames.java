package io.farspan.troubleshooting.threads;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of pools in the names of threads: what comes before a number at the end, as in {@code http-nio-8080-exec-7}. */
final class PoolNames {

    private static final Pattern NUMBERED = Pattern.compile("(.*\\D)\\d{1,9}");
    private static final Pattern END = Pattern.compile("[-_#. ]+$");

    private PoolNames() {}

    static Optional<String> of(String thread) {
        Matcher numbered = NUMBERED.matcher(thread);
        if (!numbered.matches()) {
            return Optional.empty();
        }
        String pool = END.matcher(numbered.group(1)).replaceFirst("");
        return pool.isEmpty() ? Optional.empty() : Optional.of(pool);
    }
}
