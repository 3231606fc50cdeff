package io.farspan.telemetry.loki;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.MatchTime;

/**
 * The parameters of Loki's API, by name.
 *
 * @param values a parameter's value
 * @param now the time of the request
 * @see <a href="https://grafana.com/docs/loki/latest/reference/loki-http-api/">Loki's HTTP API</a>
 */
record LokiParameters(Function<String, Optional<String>> values, Instant now) {

    /** The most lines of an answer, as Loki has it. */
    static final int MOST_LINES = 5_000;

    private static final int USUAL_LINES = 100;
    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    /** The steps of a range for which no step is given. */
    private static final int USUAL_STEPS = 250;

    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
    private static final int SECONDS_DIGITS = 10;

    LogQl query() {
        return query(new MatchTime());
    }

    LogQl query(MatchTime time) {
        return LogQlParser.parse(text("query").orElse(""), time);
    }

    Instant end() {
        return time("end").orElse(now);
    }

    Instant start() {
        Instant start =
                time("start").orElseGet(() -> end().minus(duration("since").orElse(USUAL_RANGE)));
        if (start.isAfter(end())) {
            throw malformed("end timestamp must not be before or equal to start time");
        }
        return start;
    }

    /** When an instant query is evaluated. */
    Instant at() {
        return time("time").orElse(now);
    }

    Duration step() {
        return duration("step").orElseGet(() -> {
            long seconds = Duration.between(start(), end()).toSeconds() / USUAL_STEPS;
            return Duration.ofSeconds(Math.max(1, seconds));
        });
    }

    boolean backward() {
        return text("direction")
                .map(text -> switch (text.toLowerCase(java.util.Locale.ROOT)) {
                    case "backward" -> true;
                    case "forward" -> false;
                    default -> throw malformed("invalid direction '" + Names.shorten(text) + "'");
                })
                .orElse(true);
    }

    int limit() {
        return text("limit")
                .map(text -> {
                    int limit = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
                    if (limit < 1 || limit > MOST_LINES) {
                        throw malformed("limit must be 1 to " + MOST_LINES + ", the most entries of a query");
                    }
                    return limit;
                })
                .orElse(USUAL_LINES);
    }

    Optional<String> text(String name) {
        return values.apply(name).filter(text -> !text.isEmpty());
    }

    private Optional<Duration> duration(String name) {
        return text(name).map(text -> {
            Duration duration = text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                    ? Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValue())
                    : LogQlTokens.duration(text);
            if (duration.compareTo(Duration.ofMillis(1)) < 0) {
                throw malformed(name + " must be a duration such as 30s, of a millisecond at least");
            }
            return duration;
        });
    }

    /** Nanoseconds or seconds since 1970, or RFC 3339. */
    private Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                Instant time = text.matches("[0-9]{1,19}") && text.length() > SECONDS_DIGITS
                        ? Instant.EPOCH.plusNanos(Long.parseLong(text))
                        : text.matches("[0-9]{1,10}(\\.[0-9]{1,9})?")
                                ? Instant.EPOCH.plusNanos(
                                        new BigDecimal(text).movePointRight(9).longValueExact())
                                : java.time.OffsetDateTime.parse(text).toInstant();
                if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                    return time;
                }
            } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
                // reported below
            }
            throw malformed(name + " must be a time: nanoseconds or seconds since 1970, or like 2026-11-22T12:00:00Z");
        });
    }

    private static FarspanException malformed(String detail) {
        return new FarspanException(ProblemCode.MALFORMED_REQUEST, detail);
    }
}
