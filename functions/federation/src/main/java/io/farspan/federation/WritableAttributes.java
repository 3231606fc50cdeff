package io.farspan.federation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaPath;
import io.farspan.protocol.json.RawJson;

/**
 * Which attributes are settings, that is, writable. A setting with the same value everywhere keeps that value for the
 * application as a whole and is not added up. Read from the descriptions of a domain with the first read that needs it.
 */
final class WritableAttributes {

    private static final long LIFE = Duration.ofMinutes(10).toNanos();
    private static final int MOST = 500;

    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String application, String domain) {}

    private record Known(Map<String, Set<String>> writable, long at) {}

    /** Whether an attribute of an MBean is known to be a setting. */
    synchronized boolean contains(String application, ObjectName local, String attribute) {
        Known domain = known.get(new Key(application, local.getDomain()));
        return domain != null
                && domain.writable
                        .getOrDefault(local.getCanonicalName(), Set.of())
                        .contains(attribute);
    }

    /** The question that must be settled before the settings of a domain are known. */
    synchronized Optional<Question> missing(String application, ObjectName local, InstanceSelector select) {
        if (local.isDomainPattern()) {
            return Optional.empty();
        }
        Known domain = known.get(new Key(application, local.getDomain()));
        return domain != null && System.nanoTime() - domain.at < LIFE
                ? Optional.empty()
                : Optional.of(new Learning(application, local.getDomain(), select));
    }

    private synchronized void learn(String application, String domain, Map<String, Set<String>> writable) {
        known.put(new Key(application, domain), new Known(writable, System.nanoTime()));
    }

    /** Asks for a domain's descriptions; its response is used here only. */
    private final class Learning extends Question {

        private final String application;
        private final String domain;
        private final InstanceSelector select;

        Learning(String application, String domain, InstanceSelector select) {
            super(JsonNodeFactory.instance.objectNode());
            this.application = application;
            this.domain = domain;
            this.select = select;
        }

        @Override
        Optional<InstanceSelector> select() {
            return Optional.of(select);
        }

        @Override
        RawJson local() {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            return RawJson.of(request.put("type", "list").put("path", JolokiaPath.join(List.of(domain))));
        }

        @Override
        LazyResponse combine(List<Reply> replies) {
            Map<String, Set<String>> writable = new HashMap<>();
            Set<RawJson.Bytes> seen = new HashSet<>();
            for (Reply reply : replies) {
                if (seen.add(reply.response().raw().bytes())) {
                    reply.tree().path("value").fields().forEachRemaining(bean -> collect(bean, writable));
                }
            }
            learn(application, domain, writable);
            return LazyResponse.of(RawJson.of("null"));
        }

        private void collect(Map.Entry<String, JsonNode> bean, Map<String, Set<String>> writable) {
            Set<String> names = new HashSet<>();
            bean.getValue().path("attr").fields().forEachRemaining(attribute -> {
                if (attribute.getValue().path("rw").asBoolean()
                        || attribute.getValue().path("w").asBoolean()) {
                    names.add(attribute.getKey());
                }
            });
            if (!names.isEmpty()) {
                writable.computeIfAbsent(
                                ReadQuestion.name(domain + ":" + bean.getKey()).getCanonicalName(),
                                name -> new HashSet<>())
                        .addAll(names);
            }
        }
    }
}
