package io.farspan.troubleshooting.histogram;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.ActionMerger;
import io.farspan.protocol.call.InstanceId;

/** Sums histograms up over instances, and compares those of instances that an earlier action has, too. */
final class HistogramMerger implements ActionMerger {

    private static final int MOST_CLASSES = 50_000;
    private static final int SHOWN = 200;
    private static final int SHOWN_DIFFERENCES = 100;

    private final boolean compares;
    private final Map<String, Sum> classes = new HashMap<>();
    private final Set<InstanceId> compared = new HashSet<>();
    private int instances;
    private long objects;
    private long bytes;

    /** The sums of one class. */
    private static final class Sum {
        private int instances;
        private long objects;
        private long bytes;
        private long moreObjects;
        private long moreBytes;
    }

    HistogramMerger(boolean compares) {
        this.compares = compares;
    }

    @Override
    public void addEarlier(InstanceId instance, JsonNode result) {
        compared.add(instance);
        for (JsonNode row : result.path("classes")) {
            sum(row).ifPresent(sum -> {
                sum.moreObjects -= row.path(1).asLong();
                sum.moreBytes -= row.path(2).asLong();
            });
        }
    }

    @Override
    public void add(InstanceId instance, JsonNode result) {
        instances++;
        objects += result.path("objects").asLong();
        bytes += result.path("bytes").asLong();
        boolean both = compared.contains(instance);
        for (JsonNode row : result.path("classes")) {
            sum(row).ifPresent(sum -> {
                sum.instances++;
                sum.objects += row.path(1).asLong();
                sum.bytes += row.path(2).asLong();
                sum.moreObjects += both ? row.path(1).asLong() : 0;
                sum.moreBytes += both ? row.path(2).asLong() : 0;
            });
        }
    }

    private Optional<Sum> sum(JsonNode row) {
        String name = row.path(0).asText();
        if (classes.size() >= MOST_CLASSES && !classes.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(classes.computeIfAbsent(name, key -> new Sum()));
    }

    @Override
    public JsonNode merged() {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.put("instances", instances).put("objects", objects).put("bytes", bytes);
        ArrayNode written = merged.putArray("classes");
        sorted(Comparator.comparing(sum -> -sum.bytes)).stream().limit(SHOWN).forEach(each -> written.addObject()
                .put("class", each.getKey())
                .put("objects", each.getValue().objects)
                .put("bytes", each.getValue().bytes)
                .put("instances", each.getValue().instances));
        if (compares) {
            ObjectNode difference = merged.putObject("difference");
            difference.put("instances", compared.size());
            differences(difference.putArray("grown"), Comparator.comparing(sum -> -sum.moreBytes), 1);
            differences(difference.putArray("shrunk"), Comparator.comparing(sum -> sum.moreBytes), -1);
        }
        return merged;
    }

    private void differences(ArrayNode written, Comparator<Sum> order, int sign) {
        sorted(order).stream()
                .filter(each -> Long.signum(each.getValue().moreBytes) == sign)
                .limit(SHOWN_DIFFERENCES)
                .forEach(each -> written.addObject()
                        .put("class", each.getKey())
                        .put("objects", each.getValue().moreObjects)
                        .put("bytes", each.getValue().moreBytes));
    }

    private List<Map.Entry<String, Sum>> sorted(Comparator<Sum> order) {
        return classes.entrySet().stream()
                .sorted(Map.Entry.<String, Sum>comparingByValue(order).thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }
}
