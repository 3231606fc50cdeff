package io.farspan.federation;

import java.io.ByteArrayOutputStream;
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

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A {@code list}: every MBean once for the whole and once for each instance. With {@code listCache} each different
 * description is written once and referred to; without, an answer above {@value #LARGEST} bytes is refused.
 */
final class ListQuestion extends Question {

    private static final int LARGEST = 64 << 20;

    private final List<String> path;
    private final Optional<Target> target;
    private final DescriptionCache descriptions;

    ListQuestion(JsonNode request, DescriptionCache descriptions) {
        super(request);
        this.path = JolokiaPath.of(request.path("path"));
        this.target = path.size() >= 2 ? Optional.of(Target.of(path.get(0) + ":" + path.get(1))) : Optional.empty();
        this.descriptions = descriptions;
    }

    @Override
    Optional<InstanceSelector> select() {
        return Optional.of(target.map(Target::select).orElse(InstanceSelector.ALL));
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
    RawJson combine(List<Reply> replies) {
        if (path.isEmpty()) {
            return everything(replies);
        }
        return target.isPresent() && target.get().isOne() ? one(target.get(), replies) : domain(replies);
    }

    private RawJson one(Target bean, List<Reply> replies) {
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
    private RawJson domain(List<Reply> replies) {
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

    private RawJson everything(List<Reply> replies) {
        Map<InstanceId, Descriptions> read = new LinkedHashMap<>();
        Optional<RawJson> failure = Optional.empty();
        for (Reply reply : replies) {
            if (reply.response().length() < 4_096) {
                JsonNode tree = reply.tree();
                note(reply, tree);
                if (!Reply.succeeded(tree)) {
                    failure = Optional.of(relay(tree));
                    continue;
                }
            }
            read.put(reply.instance(), descriptions.of(reply.response()));
        }
        if (read.isEmpty()) {
            return failure.orElseGet(() -> value(JsonNodeFactory.instance.objectNode()));
        }
        boolean cached = request().path("config").path("listCache").asBoolean();
        Map<String, Map<String, RawJson>> domains = merge(read);
        Writer writer = new Writer(value(TextNode.valueOf("@")).toString(), cached);
        return writer.write(domains)
                ? value(writer)
                : error(
                        413,
                        IllegalArgumentException.class,
                        "the descriptions of all MBeans of " + read.size() + " instances take more than "
                                + (LARGEST >> 20)
                                + " MB when each is repeated; ask with config.listCache=true, or for one domain");
    }

    private RawJson value(Writer writer) {
        writer.text(writer.after);
        byte[] bytes = writer.out.toByteArray();
        return RawJson.slice(bytes, 0, bytes.length);
    }

    private static Map<String, Map<String, RawJson>> merge(Map<InstanceId, Descriptions> read) {
        Map<String, Map<String, RawJson>> domains = new LinkedHashMap<>();
        read.forEach((id, all) -> all.byDomain().forEach((domain, beans) -> {
            Map<String, RawJson> merged = domains.computeIfAbsent(domain, name -> new LinkedHashMap<>());
            beans.forEach((keys, description) -> {
                merged.putIfAbsent(FederatedKeys.whole(domain, keys), description);
                merged.put(FederatedKeys.qualified(domain, keys, id), description);
            });
        }));
        return domains;
    }

    /** Writes a {@code list} value from descriptions that are bytes already. */
    private static final class Writer {

        private static final String PLACE = "\"value\":\"@\"";

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        private final Map<RawJson.Bytes, String> references = new LinkedHashMap<>();
        private final List<RawJson> cache = new ArrayList<>();
        private final boolean cached;
        private final String after;

        /** Writes into an answer, in place of its value. */
        Writer(String answer, boolean cached) {
            int at = answer.lastIndexOf(PLACE);
            text(answer.substring(0, at) + "\"value\":");
            this.after = answer.substring(at + PLACE.length());
            this.cached = cached;
        }

        /** Whether it became no larger than may be. */
        boolean write(Map<String, Map<String, RawJson>> domains) {
            if (cached) {
                collect(domains);
                text("{\"cache\":{");
                for (int index = 0; index < cache.size(); index++) {
                    text((index == 0 ? "" : ",") + "\"" + index + "\":");
                    out.writeBytes(cache.get(index).toBytes());
                }
                text("},\"domains\":");
            }
            char before = '{';
            for (Map.Entry<String, Map<String, RawJson>> domain : domains.entrySet()) {
                text(before + quoted(domain.getKey()) + ":");
                before = ',';
                beans(domain.getValue());
                if (out.size() > LARGEST) {
                    return false;
                }
            }
            text(domains.isEmpty() ? "{}" : "}");
            text(cached ? "}" : "");
            return true;
        }

        private void collect(Map<String, Map<String, RawJson>> domains) {
            domains.values().forEach(beans -> beans.values().forEach(description -> {
                if (references.putIfAbsent(description.bytes(), "\"" + cache.size() + "\"") == null) {
                    cache.add(description);
                }
            }));
        }

        private void beans(Map<String, RawJson> beans) {
            char before = '{';
            for (Map.Entry<String, RawJson> bean : beans.entrySet()) {
                text(before + quoted(bean.getKey()) + ":");
                before = ',';
                if (cached) {
                    text(references.getOrDefault(bean.getValue().bytes(), "null"));
                } else {
                    out.writeBytes(bean.getValue().toBytes());
                }
                if (out.size() > LARGEST) {
                    return;
                }
            }
            text(beans.isEmpty() ? "{}" : "}");
        }

        private void text(String text) {
            out.writeBytes(text.getBytes(UTF_8));
        }

        private static String quoted(String text) {
            return TextNode.valueOf(text).toString();
        }
    }
}
