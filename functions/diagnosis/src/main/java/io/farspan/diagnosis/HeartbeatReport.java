package io.farspan.diagnosis;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.Text;
import io.farspan.protocol.json.RawJson;

/**
 * What our agent's MBean says about the heartbeats that it sends to home.
 *
 * @param sent how many were sent
 * @param answered how many home answered, be it with a refusal
 * @param millisSinceAnswered how long ago the last answer was; negative when there was none
 * @param failure why home was not reached in the last attempt; empty when it was
 */
record HeartbeatReport(int sent, int answered, long millisSinceAnswered, String failure) {

    private static final int LONGEST = 200;

    /** Asks an agent for it. One without the MBean answers with an error, the same each time. */
    static final RawJson REQUEST = RawJson.of("{\"type\":\"read\",\"mbean\":\"io.farspan:type=Heartbeat\","
            + "\"attribute\":[\"Sent\",\"Answered\",\"MillisSinceAnswered\",\"Failure\"],"
            + "\"config\":{\"ignoreErrors\":true,\"includeRequest\":false,\"includeStackTrace\":false}}");

    /** What a response to {@link #REQUEST} says; nothing when there is no such MBean. */
    static Optional<HeartbeatReport> of(JsonNode response) {
        JsonNode value = response.path("value");
        if (response.path("status").asInt() != 200 || !value.path("Sent").isNumber()) {
            return Optional.empty();
        }
        String failure = value.path("Failure").asText("");
        return Optional.of(new HeartbeatReport(
                count(value.path("Sent")),
                count(value.path("Answered")),
                value.path("MillisSinceAnswered").asLong(-1),
                Text.escape(failure.substring(0, Math.min(LONGEST, failure.length())))));
    }

    /** Whether the agent cannot reach home. */
    boolean isUnreached() {
        return !failure.isEmpty();
    }

    private static int count(JsonNode number) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, number.asLong()));
    }
}
