package io.farspan.router.unify;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;

import io.farspan.federation.Aggregates;
import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

/**
 * Computes the aggregates of an answer, request by request, from the values of the responses with status 200.
 *
 * <p>Numbers are aggregated wherever they occur: as the value itself, as a member of a composite value, as an attribute
 * of an MBean that matched a pattern. Values without an aggregate, such as text under {@code sum}, are left out; when
 * nothing remains, the aggregate is {@code null}.
 */
@Singleton
public class Unifier {

    /**
     * Aggregates, and the outcomes that they were made of.
     *
     * @param aggregates one map per request
     * @param outcomes as they were, with a problem in place of each response that cannot be read and was left out
     */
    public record Unified(List<Map<Aggregation, JsonNode>> aggregates, List<Outcome> outcomes) {

        public Unified {
            aggregates = List.copyOf(aggregates);
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Aggregates the values of each request. */
    public Unified unify(List<Aggregation> wanted, int requests, List<Outcome> outcomes) {
        List<Map<Aggregation, JsonNode>> unified = new ArrayList<>(requests);
        List<Outcome> all = new ArrayList<>(outcomes);
        for (int request = 0; request < requests; request++) {
            List<JsonNode> values = values(all, request);
            Map<Aggregation, JsonNode> aggregates = new EnumMap<>(Aggregation.class);
            for (Aggregation aggregation : wanted) {
                aggregates.put(aggregation, Aggregates.of(aggregation, values).orElse(NullNode.instance));
            }
            unified.add(aggregates);
        }
        return new Unified(unified, all);
    }

    private static List<JsonNode> values(List<Outcome> outcomes, int request) {
        List<JsonNode> values = new ArrayList<>(outcomes.size());
        for (int index = 0; index < outcomes.size(); index++) {
            Outcome outcome = outcomes.get(index);
            List<RawJson> responses = outcome.responses().orElse(List.of());
            if (request < responses.size()) {
                try {
                    JsonNode response = responses.get(request).tree();
                    if (response.path("status").asInt() == 200 && response.hasNonNull("value")) {
                        values.add(response.get("value"));
                    }
                } catch (UncheckedIOException e) {
                    outcomes.set(index, without(outcome, request, e));
                }
            }
        }
        return values;
    }

    private static Outcome without(Outcome outcome, int request, UncheckedIOException why) {
        List<RawJson> responses = new ArrayList<>(outcome.responses().orElseThrow());
        responses.set(
                request, JolokiaResponse.raw(JolokiaResponse.unreadable(JsonNodeFactory.instance.objectNode(), why)));
        return Outcome.answered(outcome.instance(), outcome.tookMs(), responses);
    }
}
