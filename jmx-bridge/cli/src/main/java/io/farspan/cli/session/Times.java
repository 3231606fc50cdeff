package io.farspan.cli.session;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/** Times as people write them. */
public final class Times {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Times() {}

    /** A duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h} or {@code 1d}. */
    public static Duration duration(String option, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + " must be a duration such as 500ms, 10s, 5m, 2h or 1d, not '" + text + "'.");
        }
        return UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)));
    }

    /** An instant: {@code 2026-11-30T12:00:00Z}, the same without Z by this machine's clock, or how long ago. */
    public static Instant instant(String option, String text, Clock clock) {
        if (DURATION.matcher(text).matches()) {
            return clock.instant().minus(duration(option, text));
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + " must be an instant such as 2026-11-30T12:00:00Z, or how long ago, such as 15m, not '"
                            + text + "'.",
                    e);
        }
    }
}
