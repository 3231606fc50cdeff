package io.farspan.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.json.RawJson;

/**
 * A {@code write} or an {@code exec}: at one instance, at every instance that has the MBean (a name without the keys), or
 * at those that a pattern over the keys means. It succeeds when it succeeded everywhere; an error says where it
 * succeeded and where not.
 */
final class ChangeQuestion extends Question {

    private final MBeanSelection target;
    private final Set<InstanceId> instances;

    ChangeQuestion(JsonNode request, MBeanSelection target, Set<InstanceId> instances) {
        super(request);
        this.target = target;
        this.instances = instances;
    }

    @Override
    Optional<InstanceSelector> select() {
        if (target.id().isPresent()) {
            return Optional.of(target.select());
        }
        InstanceSelector exactly = target.select(instances);
        return exactly.instances().isEmpty() || target.parsed().local().isPattern()
                ? Optional.empty()
                : Optional.of(exactly);
    }

    @Override
    boolean isShared() {
        return false;
    }

    @Override
    RawJson local() {
        return RawJson.of(copy().put("mbean", target.local()));
    }

    @Override
    LazyResponse combine(List<Reply> replies) {
        if (target.parsed().local().isPattern()) {
            return error(
                    400,
                    IllegalArgumentException.class,
                    "a write or exec must name one MBean; only the keys location and instance may be patterns: "
                            + target.federated());
        }
        List<InstanceId> done = new ArrayList<>();
        List<JsonNode> values = new ArrayList<>();
        ObjectNode byName = JsonNodeFactory.instance.objectNode();
        List<Reply> failed = new ArrayList<>();
        for (Reply reply : replies) {
            JsonNode tree = reply.tree();
            if (Reply.succeeded(tree)) {
                done.add(reply.instance());
                values.add(tree.path("value"));
                byName.set(
                        FederatedName.qualify(target.parsed().local(), reply.instance())
                                .toString(),
                        tree.path("value"));
            } else if (target.id().isPresent() || !lacks(tree)) {
                failed.add(reply);
            }
        }
        if (target.id().isPresent()) {
            return replies.stream()
                    .findFirst()
                    .map(reply -> relay(reply.tree()))
                    .orElseGet(() -> notFound(target.federated().toString()));
        }
        if (!failed.isEmpty()) {
            return failure(done, failed);
        }
        if (done.isEmpty()) {
            return notFound(target.federated().toString());
        }
        return value(
                target.isOne()
                        ? Whole.of(
                                request()
                                        .path(request().has("operation") ? "operation" : "attribute")
                                        .asText(),
                                values)
                        : byName);
    }

    private LazyResponse failure(List<InstanceId> done, List<Reply> failed) {
        JsonNode first = failed.get(0).tree();
        ObjectNode error = relayed(first);
        error.put(
                "error",
                first.path("error").asText() + " [failed at "
                        + failed.stream().map(Reply::instance).toList() + ", done at " + done + "]");
        return LazyResponse.of(error);
    }
}
