package io.farspan.federation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.json.RawJson;

/**
 * A {@code list}: every MBean once for the whole and once for each instance. With {@code listCache} each different
 * description is written once and referred to; without, an answer above {@value #LARGEST} bytes is refused.
 */
final class ListQuestion extends Question {

    private static final int LARGEST = 64 << 20;

    private final List<String> path;
    private final Optional<MBeanSelection> target;
    private final DescriptionCache descriptions;

    ListQuestion(JsonNode request, DescriptionCache descriptions) {
        super(request);
        this.path = JolokiaPath.of(request.path("path"));
        this.target =
                path.size() >= 2 ? Optional.of(MBeanSelection.of(path.get(0) + ":" + path.get(1))) : Optional.empty();
        this.descriptions = descriptions;
    }

    @Override
    Optional<InstanceSelector> select() {
        return Optional.of(target.map(MBeanSelection::select).orElse(InstanceSelector.ALL));
    }

    @Override
    Optional<InstanceId> instance() {
        return target.flatMap(MBeanSelection::id);
    }

    @Override
    RawJson local() {
        ObjectNode local = copy();
        if (local.path("config").has("listCache")) {
            ((ObjectNode) local.get("config")).remove("listCache");
        }
        target.ifPresent(one -> {
            List<String> elements = new ArrayList<>(path);
            elements.set(
                    1,
                    one.parsed().local().getCanonicalKeyPropertyListString()
                            + (one.parsed().local().isPropertyListPattern() ? ",*" : ""));
            local.put("path", JolokiaPath.join(elements));
        });
        return RawJson.of(local);
    }

    @Override
    LazyResponse combine(List<Reply> replies) {
        if (path.isEmpty()) {
            return everything(replies);
        }
        return target.isPresent() && target.get().isOne() ? one(target.get(), replies) : domain(replies);
    }

    private LazyResponse one(MBeanSelection bean, List<Reply> replies) {
        Optional<JsonNode> first = Optional.empty();
        for (Reply reply : replies) {
            if (bean.means(reply.instance())) {
                JsonNode tree = reply.tree();
                note(reply, tree);
                if (first.isEmpty() || (Reply.succeeded(tree) && !Reply.succeeded(first.get()))) {
                    first = Optional.of(tree);
                }
            }
        }
        return first.map(this::relay).orElseGet(() -> notFound(bean.federated().toString()));
    }

    /** One domain, or what a pattern matches: small enough for trees. */
    private LazyResponse domain(List<Reply> replies) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        Optional<JsonNode> failure = Optional.empty();
        for (Reply reply : replies) {
            JsonNode tree = reply.tree();
            note(reply, tree);
            if (!Reply.succeeded(tree)) {
                failure = Optional.of(tree);
                continue;
            }
            if (target.isPresent()) {
                tree.path("value")
                        .fields()
                        .forEachRemaining(domain -> beans(
                                domain.getKey(),
                                domain.getValue(),
                                reply.instance(),
                                value.withObject("/" + domain.getKey())));
            } else {
                beans(path.get(0), tree.path("value"), reply.instance(), value);
            }
        }
        return value.isEmpty() && failure.isPresent() ? relay(failure.get()) : value(value);
    }

    private void beans(String domain, JsonNode beans, InstanceId id, ObjectNode value) {
        beans.fields().forEachRemaining(bean -> {
            String whole = FederatedKeys.whole(domain, bean.getKey());
            String qualified = FederatedKeys.qualified(domain, bean.getKey(), id);
            for (String keys : List.of(whole, qualified)) {
                if (target.isEmpty() || target.get().covers(ReadQuestion.name(domain + ":" + keys))) {
                    value.set(keys, bean.getValue());
                }
            }
        });
    }

    private LazyResponse everything(List<Reply> replies) {
        Map<InstanceId, Descriptions> read = new LinkedHashMap<>();
        Optional<LazyResponse> failure = Optional.empty();
        for (Reply reply : replies) {
            if (!reply.response().isLong()) {
                JsonNode tree = reply.tree();
                note(reply, tree);
                if (!Reply.succeeded(tree)) {
                    failure = Optional.of(relay(tree));
                    continue;
                }
            }
            read.put(reply.instance(), descriptions.of(reply.response().raw()));
        }
        if (read.isEmpty()) {
            return failure.orElseGet(() -> value(JsonNodeFactory.instance.objectNode()));
        }
        boolean cached = request().path("config").path("listCache").asBoolean();
        return new ListWriter(read, cached)
                .within(value(TextNode.valueOf("@")).tree().toString(), LARGEST)
                .map(LazyResponse::of)
                .orElseGet(() -> error(
                        413,
                        IllegalArgumentException.class,
                        "the descriptions of all MBeans of " + read.size() + " instances take more than "
                                + (LARGEST >> 20)
                                + " MB when each is repeated; ask with config.listCache=true, or for one domain"));
    }
}
