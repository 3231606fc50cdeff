package io.farspan.core.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.core.message.HttpResponse;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Splits an agent's answer into responses, without building trees, and recognizes what is not an answer. */
public final class AgentReply {

    private static final int LONGEST_MESSAGE = 1_000;

    private AgentReply() {}

    /**
     * The responses of a bulk answer, as slices of it.
     *
     * @throws AgentFailure when the body is not a JSON array of that many objects
     */
    public static List<RawJson> split(byte[] body, int expected) {
        List<RawJson> responses = new ArrayList<>(expected);
        try (JsonParser parser = Json.wire().createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                throw refusedWhole(parser, body);
            }
            if (first != JsonToken.START_ARRAY) {
                throw invalid("it is not a JSON array");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                responses.add(RawJson.skipForeign(parser, body));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
                throw invalid("it is not a JSON array of objects");
            }
        } catch (IOException e) {
            throw invalid("it is not JSON: " + Json.explain(e));
        }
        if (responses.size() != expected) {
            throw invalid("it has " + responses.size() + " responses to " + expected + " requests");
        }
        return responses;
    }

    /** A status that is not 200. */
    static AgentFailure refused(int status, HttpResponse response) {
        if (status == 400 && response.header("content-type").orElse("").startsWith("text/plain")) {
            return AgentFailure.refusal(
                    400,
                    IllegalArgumentException.class.getName(),
                    printable(new String(response.body(), UTF_8)
                            .replaceFirst("^400 \\(Bad Request\\)\\s+", "")
                            .strip()));
        }
        return status == 401 || status == 403
                ? new AgentFailure(
                        ProblemCode.INSTANCE_REFUSED,
                        Stage.HTTP,
                        "The agent answers HTTP " + status + ": it does not accept the credentials in the function's"
                                + " farspan.agent.user and farspan.agent.password, or its"
                                + " access policy excludes the function.")
                : new AgentFailure(
                        ProblemCode.INSTANCE_ANSWER_INVALID,
                        Stage.HTTP,
                        "The agent answers HTTP " + status
                                + ". Check that Jolokia is at the path in the function's farspan.agent.path.");
    }

    private static AgentFailure refusedWhole(JsonParser parser, byte[] body) throws IOException {
        JsonNode error = RawJson.skipForeign(parser, body).tree();
        if (parser.nextToken() != null) {
            throw invalid("it is not a JSON array");
        }
        String message = printable(error.path("error").asText("no reason given"));
        return error.path("status").asInt() == 403
                ? new AgentFailure(
                        ProblemCode.INSTANCE_REFUSED, Stage.JOLOKIA, "The agent refused the whole request: " + message)
                : AgentFailure.refusal(
                        error.path("status").asInt(500),
                        error.path("error_type").asText(RuntimeException.class.getName()),
                        message);
    }

    /** An agent's message, shortened for an error: an agent lists all overloads of an operation. */
    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= LONGEST_MESSAGE ? clean : clean.substring(0, LONGEST_MESSAGE) + "...";
    }

    /** The failure of an answer that is JSON but not in the form of an agent's. */
    public static AgentFailure unexpected(RuntimeException cause) {
        return invalid("one of its responses does not have the form that an agent gives it ("
                + Names.shorten(String.valueOf(cause.getMessage())) + ")");
    }

    private static AgentFailure invalid(String why) {
        return new AgentFailure(
                ProblemCode.INSTANCE_ANSWER_INVALID,
                Stage.JOLOKIA,
                "The agent's answer cannot be used: " + why
                        + ". Check that a Jolokia 2 agent listens at the instance's address.");
    }
}
