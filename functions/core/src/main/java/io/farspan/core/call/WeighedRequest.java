package io.farspan.core.call;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

/**
 * One request of a call that an agent is asked, sorted by what it costs the agent.
 *
 * @param request as the caller wrote it
 * @param bounded as it goes to an agent, see {@link Bounds}
 * @param tree the request as a tree, not to be changed
 * @param kind what goes with it
 * @param units its weight
 * @param pattern the pattern of a {@code read} on one
 * @param common what instances are likely to answer in common
 */
record WeighedRequest(
        RawJson request,
        RawJson bounded,
        JsonNode tree,
        PendingRequest.Kind kind,
        int units,
        Optional<ObjectName> pattern,
        Optional<CommonBody> common) {

    private static final int SEARCH = 10;
    private static final int ONE_DESCRIPTION = 3;
    private static final Set<String> SUBSCRIBING = Set.of("register", "add");

    static WeighedRequest of(JolokiaRequest request, JsonNode tree, AgentLimits limits) {
        RawJson bounded = Bounds.lower(request, tree, limits);
        Optional<ObjectName> pattern = request.type().equals("read") ? pattern(request) : Optional.empty();
        PendingRequest.Kind kind = PendingRequest.Kind.LIGHT;
        int units = 1;
        if (request.changesState()) {
            kind = PendingRequest.Kind.CHANGE;
        } else if (request.type().equals("list")) {
            boolean one = namesOneMBean(JolokiaPath.of(tree.path("path")));
            kind = one ? PendingRequest.Kind.LOOKUP : PendingRequest.Kind.LIST;
            units = one ? ONE_DESCRIPTION : SEARCH;
        } else if (request.type().equals("search")) {
            kind = PendingRequest.Kind.LOOKUP;
            units = SEARCH;
        } else if (request.type().equals("read")) {
            int attributes = attributes(tree.path("attribute"));
            kind = attributes == 0 || pattern.isPresent() ? PendingRequest.Kind.HEAVY : PendingRequest.Kind.LIGHT;
            units = attributes == 0 ? PendingRequest.WHOLE_MBEAN : attributes;
        }
        Optional<CommonBody> common =
                kind == PendingRequest.Kind.LIST ? Optional.of(new CommonBody()) : Optional.empty();
        return new WeighedRequest(request.raw(), bounded, tree, kind, units, pattern, common);
    }

    /** Whether an agent keeps a client or a listener for it: a stock one for as long as it runs, unless it is taken away. */
    boolean subscribes() {
        return tree.path("type").asText().equals("notification")
                && SUBSCRIBING.contains(tree.path("command").asText());
    }

    /** Whether a path of {@code list} begins with a domain and properties without patterns; agents accept patterns too. */
    private static boolean namesOneMBean(List<String> path) {
        return path.size() > 1
                && name(path.get(0) + ":" + path.get(1))
                        .filter(name -> !name.isPattern())
                        .isPresent();
    }

    private static Optional<ObjectName> pattern(JolokiaRequest request) {
        return name(request.mbean().orElse("")).filter(ObjectName::isPattern);
    }

    private static Optional<ObjectName> name(String text) {
        try {
            return Optional.of(ObjectName.getInstance(text));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }

    /** How many attributes are asked for; 0 for all of them. */
    private static int attributes(JsonNode attribute) {
        if (attribute.isTextual() && !attribute.textValue().isBlank()) {
            return (int) attribute
                            .textValue()
                            .chars()
                            .filter(next -> next == ',')
                            .count()
                    + 1;
        }
        int named = 0;
        for (JsonNode each : attribute) {
            named += each.isTextual() && !each.textValue().isBlank() ? 1 : 0;
        }
        return named;
    }
}
