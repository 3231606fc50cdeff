package io.farspan.telemetry.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.LogQuery;

/** The parameters of a query of logs, by name, as they stand in the URL. */
final class LogParameters {

    /** The most records of a page. */
    static final int MOST = 10_000;

    static final int USUAL = 1_000;

    private static final Duration USUAL_RANGE = Duration.ofHours(1);
    private static final int LONGEST_TEXT = 1_000;
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** The lowest of the numbers that OpenTelemetry has for a level. */
    private static final Map<String, Integer> LEVELS =
            Map.of("trace", 1, "debug", 5, "info", 9, "warn", 13, "error", 17, "fatal", 21);

    private final Function<String, Optional<String>> values;

    LogParameters(Function<String, Optional<String>> values) {
        this.values = values;
    }

    /**
     * The query.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    LogQuery query(String application, Instant now) {
        Names.requireLabel("application", application);
        Optional<String> instance = text("instance");
        Optional<InstanceId> full = instance.filter(id -> id.indexOf('/') >= 0).map(LogParameters::instance);
        return new LogQuery(
                application,
                instant("from").orElse(now.minus(USUAL_RANGE)),
                instant("to").orElse(now.plus(USUAL_RANGE)), // clocks may be ahead
                text("level").map(LogParameters::level),
                text("text"),
                text("regex"),
                full.map(InstanceId::location).or(() -> text("location")),
                full.map(InstanceId::name).or(() -> instance),
                text("trace").map(id -> id.toLowerCase(Locale.ROOT)),
                text("after").map(LogParameters::cursor),
                text("limit").map(LogParameters::limit).orElse(USUAL));
    }

    private Optional<String> text(String name) {
        Optional<String> value = values.apply(name).filter(text -> !text.isEmpty());
        value.ifPresent(text -> {
            if (text.length() > LONGEST_TEXT || text.indexOf(0) >= 0) {
                throw malformed(name + " may have " + LONGEST_TEXT + " characters, and not U+0000.");
            }
        });
        return value;
    }

    private Optional<Instant> instant(String name) {
        return text(name).map(text -> {
            try {
                Instant instant = Instant.parse(text);
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeParseException e) {
                // reported below
            }
            throw malformed(name + " must be an instant like 2026-11-22T12:00:00Z, in the years 1900 to 2261.");
        });
    }

    private static int level(String text) {
        Integer level = LEVELS.get(text.toLowerCase(Locale.ROOT));
        if (level == null) {
            throw malformed(
                    "level must be trace, debug, info, warn, error or fatal, not '" + Names.shorten(text) + "'.");
        }
        return level;
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        }
        throw malformed("limit must be a number from 1 to " + MOST + ", not " + Names.shorten(text) + ".");
    }

    private static InstanceId instance(String text) {
        try {
            return InstanceId.parse(text);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage() + ".");
        }
    }

    private static LogCursor cursor(String text) {
        try {
            return LogCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage() + ".");
        }
    }

    private static FarspanException malformed(String detail) {
        return new FarspanException(ProblemCode.MALFORMED_REQUEST, detail);
    }
}
