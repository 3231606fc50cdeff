package io.farspan.federation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.json.RawJson;

/** A {@code read}: of one instance's MBean, of the whole's, or of all that a pattern matches. */
final class ReadQuestion extends Question {

    private final String application;
    private final MBeanSelection target;
    private final WritableAttributes settings;

    ReadQuestion(String application, JsonNode request, MBeanSelection target, WritableAttributes settings) {
        super(request);
        this.application = application;
        this.target = target;
        this.settings = settings;
    }

    @Override
    Optional<Question> first() {
        return target.id().isPresent()
                ? Optional.empty()
                : settings.missing(application, target.parsed().local(), target.select());
    }

    @Override
    Optional<InstanceSelector> select() {
        return Optional.of(target.select());
    }

    @Override
    Optional<InstanceId> instance() {
        return target.id();
    }

    @Override
    RawJson local() {
        return RawJson.of(copy().put("mbean", target.local()));
    }

    @Override
    LazyResponse combine(List<Reply> replies) {
        if (target.isOne() && target.parsed().local().isPattern()) {
            return notFound(target.federated().toString());
        }
        List<Reply> meant =
                replies.stream().filter(reply -> target.means(reply.instance())).toList();
        Map<Reply, JsonNode> trees = new LinkedHashMap<>();
        meant.forEach(reply -> trees.put(reply, reply.tree()));
        trees.forEach(this::note);
        if (target.id().isPresent()) {
            return meant.stream()
                    .findFirst()
                    .map(this::relay)
                    .orElseGet(() -> notFound(target.federated().toString()));
        }
        boolean any = trees.values().stream().anyMatch(Reply::succeeded);
        if (!any) {
            return trees.values().stream()
                    .filter(tree -> !lacks(tree))
                    .findFirst()
                    .map(this::relay)
                    .orElseGet(() -> notFound(target.federated().toString()));
        }
        return target.isOne() ? whole(trees.values()) : pattern(trees);
    }

    private LazyResponse whole(Iterable<JsonNode> trees) {
        List<JsonNode> values = new ArrayList<>();
        trees.forEach(tree -> {
            if (Reply.succeeded(tree)) {
                values.add(tree.path("value"));
            }
        });
        JsonNode attribute = request().path("attribute");
        boolean path = request().hasNonNull("path");
        if (attribute.isTextual() || path) {
            String item = path ? request().get("path").asText().replaceAll(".*/", "") : attribute.textValue();
            return value(one(target.parsed().local(), path ? "" : attribute.textValue(), item, values));
        }
        return value(attributes(target.parsed().local(), values));
    }

    private LazyResponse pattern(Map<Reply, JsonNode> trees) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        Map<ObjectName, List<JsonNode>> wholes = new LinkedHashMap<>();
        trees.forEach((reply, tree) -> {
            if (Reply.succeeded(tree)) {
                tree.path("value").fields().forEachRemaining(bean -> {
                    ObjectName local = name(bean.getKey());
                    ObjectName qualified = FederatedName.qualify(local, reply.instance());
                    if (target.covers(qualified)) {
                        value.set(qualified.toString(), bean.getValue());
                    }
                    ObjectName whole = FederatedName.whole(local);
                    if (target.covers(whole)) {
                        wholes.computeIfAbsent(local, n -> new ArrayList<>()).add(bean.getValue());
                    }
                });
            }
        });
        wholes.forEach((local, values) -> value.set(FederatedName.whole(local).toString(), attributes(local, values)));
        return value.isEmpty() ? notFound(target.federated().toString()) : value(value);
    }

    private JsonNode attributes(ObjectName local, List<JsonNode> values) {
        Map<String, List<JsonNode>> byName = new LinkedHashMap<>();
        values.forEach(value -> value.fields()
                .forEachRemaining(attribute -> byName.computeIfAbsent(attribute.getKey(), name -> new ArrayList<>())
                        .add(attribute.getValue())));
        ObjectNode joined = JsonNodeFactory.instance.objectNode();
        byName.forEach((name, all) -> joined.set(name, one(local, name, name, all)));
        return joined;
    }

    private JsonNode one(ObjectName local, String attribute, String item, List<JsonNode> values) {
        return settings.contains(application, local, attribute) ? Whole.setting(item, values) : Whole.of(item, values);
    }

    static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("An agent sent an invalid ObjectName: " + text, e);
        }
    }
}
