package io.farspan.cli.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.EventStream;
import io.farspan.cli.home.Query;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.session.Session;

/**
 * Follows a stream of records as server-sent events. After a cut it goes on behind the last record that was shown, so that
 * each is shown once; places are known at home for an hour.
 */
final class LogFollower {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Session session;
    private final String path;
    private final Query query;
    private String place = "";
    private Duration pause = FIRST_PAUSE;

    LogFollower(Session session, String path, Query query) {
        this.session = session;
        this.path = path;
        this.query = query;
    }

    /**
     * Follows until there is nothing to wait for any more.
     *
     * @param records shows a record, and says whether more are wanted
     */
    ExitCode follow(Predicate<JsonNode> records) {
        boolean begun = false;
        do {
            try (InputStream in = session.home().open(path, query, headers())) {
                begun = true;
                if (!read(new EventStream(in), records)) {
                    return ExitCode.OK;
                }
                session.terminal().note("The connection to home has ended; going on where it was.");
            } catch (IOException e) {
                session.terminal()
                        .note("The connection to home was cut (" + e.getMessage() + "); going on where it was.");
            } catch (CommandFailure e) {
                if (!begun || !e.isPassing()) {
                    throw e;
                }
            }
        } while (session.surroundings().pause().test(nextPause()));
        return ExitCode.OK;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        if (!place.isEmpty()) {
            headers.put("Last-Event-ID", place);
        }
        return headers;
    }

    private Duration nextPause() {
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        return now;
    }

    /** Reads to the stream's end; false when no more records are wanted. */
    private boolean read(EventStream events, Predicate<JsonNode> records) throws IOException {
        for (Optional<EventStream.Event> next = events.next(); next.isPresent(); next = events.next()) {
            EventStream.Event event = next.get();
            if (event.type().equals("end")) {
                place = event.id().isEmpty() ? place : event.id();
                session.terminal().note(new ProblemText(JsonTree.read(event.data())).line());
                return true;
            }
            if (!event.data().isEmpty() && !records.test(JsonTree.read(event.data()))) {
                return false;
            }
            if (!event.id().isEmpty()) {
                place = event.id();
            }
            pause = FIRST_PAUSE;
        }
        return true;
    }
}
