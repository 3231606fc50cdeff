package io.farspan.cli.map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.session.Session;

/** What an answer about the map says is wrong with it. */
final class MapFaults {

    private MapFaults() {}

    /** Says it to people; an answer with records that cannot be understood is partial. */
    static ExitCode conclude(Session session, JsonNode answer) {
        if (session.isForPeople()) {
            answer.path("problems").forEach(problem -> session.terminal().note(new ProblemText(problem).text()));
            if (answer.path("stale").asBoolean()) {
                session.terminal()
                        .note("note: the map's server does not answer; this is the map of "
                                + answer.path("asOf").asText());
            }
        }
        return answer.path("problems").isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }
}
