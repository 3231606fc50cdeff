package io.farspan.router.unify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.farspan.federation.Aggregates;
import io.farspan.protocol.call.Aggregation;
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

    /** The aggregates of the values of each request. */
    public List<Map<Aggregation, JsonNode>> unify(List<Aggregation> wanted, int requests, List<Outcome> outcomes) {
        List<Map<Aggregation, JsonNode>> unified = new ArrayList<>(requests);
        for (int request = 0; request < requests; request++) {
            List<JsonNode> values = values(outcomes, request);
            Map<Aggregation, JsonNode> aggregates = new EnumMap<>(Aggregation.class);
            for (Aggregation aggregation : wanted) {
                aggregates.put(aggregation, Aggregates.of(aggregation, values).orElse(NullNode.instance));
            }
            unified.add(aggregates);
        }
        return unified;
    }

    private static List<JsonNode> values(List<Outcome> outcomes, int request) {
        List<JsonNode> values = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            List<RawJson> responses = outcome.responses().orElse(List.of());
            if (request < responses.size()) {
                JsonNode response = responses.get(request).tree();
                if (response.path("status").asInt() == 200 && response.hasNonNull("value")) {
                    values.add(response.get("value"));
                }
            }
        }
        return values;
    }
}
