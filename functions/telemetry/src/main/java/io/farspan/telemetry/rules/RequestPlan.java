package io.farspan.telemetry.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.json.RawJson;

/**
 * The {@code read} requests that bring everything that rules need. Rules of the same MBeans share one, and a pattern's request
 * takes the place of one that reads no more attributes of some of its MBeans.
 */
final class RequestPlan {

    private final Map<ObjectName, SortedSet<String>> attributes = new LinkedHashMap<>();

    private RequestPlan(List<MetricRule> rules) {
        for (MetricRule rule : rules) {
            for (ObjectName bean : rule.beans()) {
                attributes.computeIfAbsent(bean, name -> new TreeSet<>()).addAll(rule.needs());
            }
        }
    }

    /**
     * The requests, in the order of the rules.
     *
     * @throws IllegalArgumentException when they are too many for one call
     */
    static List<JolokiaRequest> of(List<MetricRule> rules) {
        RequestPlan plan = new RequestPlan(rules);
        List<JolokiaRequest> requests = plan.attributes.entrySet().stream()
                .filter(each -> !plan.isCovered(each.getKey(), each.getValue()))
                .map(each -> read(each.getKey(), each.getValue()))
                .toList();
        if (requests.size() > ManagementCall.MOST_REQUESTS) {
            throw new IllegalArgumentException("The rules need " + requests.size() + " requests, and a call may have "
                    + ManagementCall.MOST_REQUESTS + "; leave out some, or name MBeans by patterns");
        }
        return requests;
    }

    private boolean isCovered(ObjectName bean, SortedSet<String> needed) {
        return attributes.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(bean)
                        && other.getValue().containsAll(needed)
                        && covers(other.getKey(), bean));
    }

    /** Whether a pattern certainly matches whatever {@code other} does. Of two that cover each other neither is said to. */
    static boolean covers(ObjectName pattern, ObjectName other) {
        if (!other.isPattern()) {
            return pattern.apply(other);
        }
        boolean domain = pattern.getDomain().equals("*") || pattern.getDomain().equals(other.getDomain());
        Map<String, String> keys = pattern.getKeyPropertyList();
        Map<String, String> others = other.getKeyPropertyList();
        boolean open = pattern.isPropertyListPattern()
                || (!other.isPropertyListPattern() && keys.keySet().equals(others.keySet()));
        return domain
                && open
                && !pattern.equals(other)
                && keys.entrySet().stream()
                        .allMatch(key -> others.containsKey(key.getKey())
                                && (key.getValue().equals("*") || key.getValue().equals(others.get(key.getKey()))));
    }

    private static JolokiaRequest read(ObjectName bean, SortedSet<String> attributes) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("type", "read").put("mbean", bean.getCanonicalName());
        attributes.forEach(request.putArray("attribute")::add);
        // One attribute that cannot be read costs itself only, and what was asked need not be repeated.
        request.putObject("config").put("ignoreErrors", true).put("includeRequest", false);
        JolokiaRequest read = JolokiaRequest.of(RawJson.of(request));
        read.defect().ifPresent(defect -> {
            throw new IllegalArgumentException("The rules need a request that no agent takes: " + defect);
        });
        return read;
    }
}
