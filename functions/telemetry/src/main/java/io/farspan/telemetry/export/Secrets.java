package io.farspan.telemetry.export;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The values of a request's headers, which an answer may repeat and nobody is to read in a log. Immutable. */
final class Secrets {

    private static final String MASK = "***";

    /** What is shorter hides nothing, and would be found in any text. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    /** The secrets in these values of headers: each as a whole, and what follows a scheme such as {@code Bearer}. */
    Secrets(Collection<String> headers) {
        values = headers.stream()
                .flatMap(value ->
                        Stream.of(value, value.substring(value.indexOf(' ') + 1).strip()))
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** A text without them. */
    String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }
}
