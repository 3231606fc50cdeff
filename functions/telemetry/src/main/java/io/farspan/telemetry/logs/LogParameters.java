package io.farspan.telemetry.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.access.QueryParameters;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.LogQuery;

/** The parameters of a query of logs, by name, as they stand in the URL. */
final class LogParameters {

    /** The most records of a page. */
    static final int MOST = 10_000;

    static final int USUAL = 1_000;

    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    /** The lowest of the numbers that OpenTelemetry has for a level. */
    private static final Map<String, Integer> LEVELS =
            Map.of("trace", 1, "debug", 5, "info", 9, "warn", 13, "error", 17, "fatal", 21);

    private final QueryParameters values;

    LogParameters(QueryParameters values) {
        this.values = values;
    }

    /**
     * The query.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    LogQuery query(String application, Instant now) {
        return query(application, now, values.text("after").map(LogParameters::cursor));
    }

    private LogQuery query(String application, Instant now, Optional<LogCursor> after) {
        Names.requireLabel("application", application);
        return new LogQuery(
                application,
                values.instant("from").orElse(now.minus(USUAL_RANGE)),
                values.instant("to").orElse(now.plus(USUAL_RANGE)), // clocks may be ahead
                values.text("level").map(LogParameters::level),
                values.text("text"),
                values.text("regex"),
                values.location(),
                values.instance(),
                values.text("trace").map(id -> id.toLowerCase(Locale.ROOT)),
                after,
                values.text("limit").map(LogParameters::limit).orElse(USUAL));
    }

    /** Whether what arrives is asked for, instead of what is stored. */
    boolean follow() {
        return values.text("follow")
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw QueryParameters.malformed("follow must be true or false.");
                })
                .orElse(false);
    }

    /**
     * The place to go on after.
     *
     * @param lastEvent the id of the last event that a client had, which says more than {@code after}
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    Optional<FollowCursor> followAfter(Optional<String> lastEvent) {
        return lastEvent
                .filter(id -> !id.isEmpty())
                .or(() -> values
                        .all("after") // not text(): a place may be longer than other parameters
                        .stream()
                        .findFirst()
                        .filter(id -> !id.isEmpty()))
                .map(text -> {
                    try {
                        return FollowCursor.parse(text);
                    } catch (IllegalArgumentException e) {
                        throw QueryParameters.malformed(e.getMessage() + ".");
                    }
                });
    }

    /**
     * Which of the records that arrive are asked for.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}
     */
    LogFilter filter(String application, Instant now) {
        for (String name : List.of("from", "to", "limit")) {
            if (values.text(name).isPresent()) {
                throw QueryParameters.malformed("follow takes no " + name
                        + ": it goes on with what arrives after it began, or after the place that after says. Read the"
                        + " past without follow.");
            }
        }
        return LogFilter.of(query(application, now, Optional.empty()));
    }

    private static int level(String text) {
        Integer level = LEVELS.get(text.toLowerCase(Locale.ROOT));
        if (level == null) {
            throw QueryParameters.malformed(
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
        throw QueryParameters.malformed(
                "limit must be a number from 1 to " + MOST + ", not " + Names.shorten(text) + ".");
    }

    private static LogCursor cursor(String text) {
        try {
            return LogCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw QueryParameters.malformed(e.getMessage() + ".");
        }
    }
}
