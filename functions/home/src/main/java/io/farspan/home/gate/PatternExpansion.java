package io.farspan.home.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Expands requests that act on patterns into one request per matching MBean at each instance. If the agent expanded the
 * pattern itself, the matching names would not have been judged by the policy.
 */
final class PatternExpansion {

    /** The most MBeans that one request may act on at an instance. */
    private static final int MOST = 100;

    private final List<JolokiaRequest> requests;
    private final Map<InstanceId, Map<Integer, List<ObjectName>>> hits = new TreeMap<>();
    private final Map<InstanceId, Outcome> unreached = new TreeMap<>();

    PatternExpansion(List<JolokiaRequest> requests) {
        this.requests = requests;
    }

    static boolean isNeeded(List<JolokiaRequest> requests) {
        return requests.stream().anyMatch(PatternExpansion::isExpanded);
    }

    private static boolean isExpanded(JolokiaRequest request) {
        return request.defect().isEmpty() && request.acts() && request.isPattern();
    }

    /** The searches, one for each request to expand, in order. */
    List<JolokiaRequest> searches() {
        List<JolokiaRequest> searches = new ArrayList<>();
        for (JolokiaRequest request : requests) {
            if (isExpanded(request)) {
                ObjectNode search = JsonNodeFactory.instance.objectNode();
                search.put("type", "search")
                        .put("mbean", request.name().orElseThrow().toString());
                searches.add(JolokiaRequest.of(RawJson.of(search)));
            }
        }
        return searches;
    }

    /** Adds what the searches found at an instance. */
    void take(Outcome found) {
        if (found.responses().isEmpty()) {
            unreached.put(found.instance(), found);
            return;
        }
        Map<Integer, List<ObjectName>> own = new TreeMap<>();
        int search = 0;
        for (int index = 0; index < requests.size(); index++) {
            if (isExpanded(requests.get(index))) {
                JsonNode response = found.responses().get().get(search++).tree();
                if (!JolokiaResponse.succeeded(response)) {
                    unknown(
                            found,
                            requests.get(index),
                            ProblemCode.INSTANCE_REFUSED,
                            response.path("error").asText("no reason given"));
                    return;
                }
                try {
                    own.put(index, names(response.path("value")));
                } catch (MalformedObjectNameException e) {
                    unknown(
                            found,
                            requests.get(index),
                            ProblemCode.INSTANCE_ANSWER_INVALID,
                            "its agent returned a malformed name, " + e.getMessage());
                    return;
                }
            }
        }
        hits.put(found.instance(), own);
    }

    private void unknown(Outcome found, JolokiaRequest request, ProblemCode code, String why) {
        unreached.put(
                found.instance(),
                Outcome.failed(
                        found.instance(),
                        found.tookMs(),
                        Problem.of(
                                code,
                                "The MBeans that " + Names.shorten(request.words())
                                        + " matches cannot be determined, so nothing was sent: "
                                        + Names.shorten(why))));
    }

    private static List<ObjectName> names(JsonNode value) throws MalformedObjectNameException {
        Set<ObjectName> names = new TreeSet<>();
        for (JsonNode text : value) {
            ObjectName name = ObjectName.getInstance(text.asText());
            if (name.isPattern()) {
                throw new MalformedObjectNameException("a pattern: " + Names.shorten(text.asText()));
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    /** Every MBean that a request acts on, at whichever instance. */
    Set<ObjectName> names(int index) {
        Set<ObjectName> names = new TreeSet<>();
        hits.values().forEach(own -> names.addAll(own.getOrDefault(index, List.of())));
        return names;
    }

    /** Whether a request acts on more than may be at once. */
    Optional<Problem> tooMany(int index) {
        int most = hits.values().stream()
                .mapToInt(own -> own.getOrDefault(index, List.of()).size())
                .max()
                .orElse(0);
        return most <= MOST
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.TOO_MUCH,
                        requests.get(index).words() + " means " + most + " MBeans at an instance, at most " + MOST
                                + " are allowed in one request. Narrow the pattern. Nothing was sent."));
    }

    /** Fails if an instance would get more requests than one call may have. */
    Optional<Problem> tooManyTogether() {
        int most =
                hits.values().stream().mapToInt(own -> exact(own).size()).max().orElse(0);
        return most <= ManagementCall.MOST_REQUESTS
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                ProblemCode.TOO_MUCH,
                                "The patterns expand to " + most + " requests to one instance; at most "
                                        + ManagementCall.MOST_REQUESTS
                                        + " are allowed in one call. Narrow them, or send fewer in one call. Nothing was sent."));
    }

    /** The requests as they will be carried out, for the record. */
    List<JolokiaRequest> carriedOut() {
        List<JolokiaRequest> all = new ArrayList<>();
        for (int index = 0; index < requests.size(); index++) {
            JolokiaRequest request = requests.get(index);
            if (isExpanded(request)) {
                names(index).forEach(name -> all.add(request.withName(name)));
            } else {
                all.add(request);
            }
        }
        return all;
    }

    /** The expanded requests, by groups of instances that get the same ones. */
    Map<InstanceSelector, List<JolokiaRequest>> calls() {
        Map<List<JolokiaRequest>, Set<InstanceId>> alike = new LinkedHashMap<>();
        hits.forEach((id, own) ->
                alike.computeIfAbsent(exact(own), key -> new TreeSet<>()).add(id));
        Map<InstanceSelector, List<JolokiaRequest>> calls = new LinkedHashMap<>();
        alike.forEach((exact, ids) -> {
            if (!exact.isEmpty()) {
                calls.put(new InstanceSelector(Set.of(), Set.copyOf(ids), Map.of()), exact);
            }
        });
        return calls;
    }

    /** The outcomes of instances to which nothing is sent, because nothing matches there or the search failed. */
    List<Outcome> known() {
        List<Outcome> known = new ArrayList<>(unreached.values());
        hits.forEach((id, own) -> {
            if (exact(own).isEmpty()) {
                known.add(Outcome.answered(id, 0, List.of()));
            }
        });
        return known;
    }

    private List<JolokiaRequest> exact(Map<Integer, List<ObjectName>> own) {
        List<JolokiaRequest> exact = new ArrayList<>();
        for (int index = 0; index < requests.size(); index++) {
            JolokiaRequest request = requests.get(index);
            if (own.containsKey(index)) {
                own.get(index).forEach(name -> exact.add(request.withName(name)));
            } else {
                exact.add(request);
            }
        }
        return exact;
    }

    /** Turns an outcome of one of {@link #calls} back into one response per original request. */
    Outcome combine(Outcome outcome) {
        if (outcome.responses().isEmpty()) {
            return outcome;
        }
        Map<Integer, List<ObjectName>> own = hits.getOrDefault(outcome.instance(), Map.of());
        List<RawJson> responses = outcome.responses().get();
        List<RawJson> combined = new ArrayList<>();
        int at = 0;
        for (int index = 0; index < requests.size(); index++) {
            if (own.containsKey(index)) {
                int count = own.get(index).size();
                combined.add(combine(requests.get(index), own.get(index), responses.subList(at, at + count)));
                at += count;
            } else {
                combined.add(responses.get(at++));
            }
        }
        return Outcome.answered(outcome.instance(), outcome.tookMs(), combined);
    }

    /** The response of an agent to a pattern: a map by name. If any failed, an error that says where it succeeded. */
    private static RawJson combine(JolokiaRequest request, List<ObjectName> names, List<RawJson> responses) {
        JsonNode asked = request.tree();
        if (names.isEmpty()) {
            return JolokiaResponse.raw(JolokiaResponse.error(
                    asked,
                    404,
                    "javax.management.InstanceNotFoundException",
                    "No MBean with pattern " + request.mbean().orElse("") + " found"));
        }
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        List<ObjectName> done = new ArrayList<>();
        Map<ObjectName, JsonNode> failed = new LinkedHashMap<>();
        for (int index = 0; index < names.size(); index++) {
            JsonNode response = responses.get(index).tree();
            if (JolokiaResponse.succeeded(response)) {
                done.add(names.get(index));
                values.set(names.get(index).toString(), response.path("value"));
            } else {
                failed.put(names.get(index), response);
            }
        }
        if (failed.isEmpty()) {
            return JolokiaResponse.raw(JolokiaResponse.value(asked, values));
        }
        JsonNode first = failed.values().iterator().next();
        return JolokiaResponse.raw(JolokiaResponse.error(
                asked,
                first.path("status").asInt(500),
                first.path("error_type").asText("java.io.IOException"),
                first.path("error").asText() + " [failed at " + failed.keySet() + ", done at " + done + "]"));
    }
}
