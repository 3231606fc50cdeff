package io.farspan.telemetry.sampling;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.rules.MBeanValues;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.RuleSet;

/**
 * What an instance is asked: first for the clock of an agent of ours, then for all that the rules need. An instance that has
 * the former samples itself, so that its points would be stored a second time.
 */
final class SampleRequests {

    private static final String CLOCK_MBEAN = "io.farspan:type=Streams";
    private static final String NO_MBEAN = "javax.management.InstanceNotFoundException";
    private static final int NOT_FOUND = 404;

    private final RuleSet rules;
    private final List<RawJson> requests = new ArrayList<>();

    SampleRequests(RuleSet rules) {
        this.rules = rules;
        requests.add(RawJson.of(JsonNodeFactory.instance
                .objectNode()
                .put("type", "read")
                .put("mbean", CLOCK_MBEAN)
                .put("attribute", "Clock")));
        requests.addAll(JolokiaRequest.raw(rules.requests()));
    }

    /** The requests, the same for each instance. */
    List<RawJson> all() {
        return requests;
    }

    /** Whether an instance's responses say that it has no agent of ours. */
    static boolean isWithoutAgent(List<RawJson> responses) {
        JsonNode clock = responses.get(0).tree();
        return clock.path("status").asInt() == NOT_FOUND
                && clock.path("error_type").asText(NO_MBEAN).equals(NO_MBEAN);
    }

    /** Whether an instance's responses say that it has an agent of ours. */
    static boolean hasAgent(List<RawJson> responses) {
        return JolokiaResponse.succeeded(responses.get(0).tree());
    }

    /** The points in an instance's responses, one of which there is to each request. */
    List<MetricPoint> points(List<RawJson> responses) {
        return rules.apply(MBeanValues.ofResponses(rules.requests(), responses.subList(1, responses.size())));
    }
}
