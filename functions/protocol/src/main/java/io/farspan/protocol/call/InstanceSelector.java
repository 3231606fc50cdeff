package io.farspan.protocol.call;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Which instances of an application a call is for. An empty part does not restrict; the parts that do must all hold;
 * within {@code locations} and within {@code instances} one match suffices, of {@code labels} all must match.
 *
 * @param locations locations by name
 * @param instances instances by id
 * @param labels labels an instance must carry, by name
 * @param primary whether only the primary instance is selected, see {@link #PRIMARY}; nothing else is then restricted
 */
public record InstanceSelector(
        Set<String> locations, Set<InstanceId> instances, Map<String, String> labels, boolean primary) {

    /** The most locations, and the most instances, that a selector in JSON may name one by one. */
    public static final int MOST_NAMED = 10_000;

    /** Every instance. */
    public static final InstanceSelector ALL = new InstanceSelector(Set.of(), Set.of(), Map.of());

    /**
     * The one instance that stands for the application: the first by id that is up in the location with the greatest
     * share of the traffic, home's before others at equal shares. It follows the map.
     */
    public static final InstanceSelector PRIMARY = new InstanceSelector(Set.of(), Set.of(), Map.of(), true);

    public InstanceSelector {
        locations.forEach(location -> Names.requireLabel("location", location));
        locations = Set.copyOf(locations);
        instances = Set.copyOf(instances);
        labels = Map.copyOf(labels);
        labels.forEach((name, label) -> Text.require("select.labels." + Text.require("select.labels", name), label));
        if (primary && !(locations.isEmpty() && instances.isEmpty() && labels.isEmpty())) {
            throw new IllegalArgumentException("select primary takes no locations, instances or labels beside it");
        }
    }

    /** Instances by location, id and label. */
    public InstanceSelector(Set<String> locations, Set<InstanceId> instances, Map<String, String> labels) {
        this(locations, instances, labels, false);
    }

    /** This one instance. */
    public static InstanceSelector of(InstanceId instance) {
        return new InstanceSelector(Set.of(), Set.of(instance), Map.of());
    }

    /** From JSON: the words {@code all} and {@code primary}, or an object with at least one non-empty part. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static InstanceSelector parse(Object value) {
        if ("all".equals(value)) {
            return ALL;
        }
        if ("primary".equals(value)) {
            return PRIMARY;
        }
        if (value instanceof Map<?, ?> map) {
            return Parts.of(map).toSelector();
        }
        throw new IllegalArgumentException(
                "select must be \"all\", \"primary\" or an object with locations, instances or labels");
    }

    /** As {@link #parse} reads it. */
    @JsonValue
    Object toJson() {
        if (primary) {
            return "primary";
        }
        return isAll() ? "all" : new Parts(new TreeSet<>(locations), new TreeSet<>(instances), new TreeMap<>(labels));
    }

    /** Whether nothing is restricted. */
    public boolean isAll() {
        return locations.isEmpty() && instances.isEmpty() && labels.isEmpty() && !primary;
    }

    /** Whether an instance of {@code location} can be selected at all. */
    public boolean mayTouch(String location) {
        return (locations.isEmpty() || locations.contains(location))
                && (instances.isEmpty()
                        || instances.stream().anyMatch(id -> id.location().equals(location)));
    }

    /** Whether this instance is selected. */
    public boolean matches(InstanceId id, Map<String, String> itsLabels) {
        return (locations.isEmpty() || locations.contains(id.location()))
                && (instances.isEmpty() || instances.contains(id))
                && itsLabels.entrySet().containsAll(labels.entrySet());
    }

    /** The object form. */
    private record Parts(
            @JsonProperty Set<String> locations,
            @JsonProperty Set<InstanceId> instances,
            @JsonProperty Map<String, String> labels) {

        static Parts of(Map<?, ?> map) {
            Set<String> locations = new TreeSet<>();
            Set<InstanceId> instances = new TreeSet<>();
            Map<String, String> labels = new TreeMap<>();
            map.forEach((key, value) -> {
                switch (String.valueOf(key)) {
                    case "locations" -> strings("locations", value).forEach(locations::add);
                    case "instances" -> strings("instances", value).forEach(id -> instances.add(InstanceId.parse(id)));
                    case "labels" -> labels(value).forEach((name, label) -> labels.put(name, label));
                    default ->
                        throw new IllegalArgumentException("select has no member '" + Names.shorten(String.valueOf(key))
                                + "'; it takes locations, instances and labels");
                }
            });
            return new Parts(locations, instances, labels);
        }

        private static Set<String> strings(String member, @Nullable Object value) {
            Set<String> texts = new TreeSet<>();
            if (value instanceof Iterable<?> items) {
                for (Object item : items) {
                    if (!(item instanceof String text)) {
                        throw new IllegalArgumentException("select." + member + " takes strings only");
                    }
                    texts.add(text);
                    if (texts.size() > MOST_NAMED) {
                        throw new IllegalArgumentException("select." + member + " names more than " + MOST_NAMED
                                + ". Select by location or label, or make several calls");
                    }
                }
                return texts;
            }
            throw new IllegalArgumentException("select." + member + " must be a list of strings");
        }

        private static Map<String, String> labels(@Nullable Object value) {
            Map<String, String> labels = new TreeMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, label) -> {
                    if (!(label instanceof String text)) {
                        throw new IllegalArgumentException("select.labels takes strings only");
                    }
                    labels.put(String.valueOf(name), text);
                });
                return labels;
            }
            throw new IllegalArgumentException("select.labels must be an object of strings");
        }

        InstanceSelector toSelector() {
            if (locations.isEmpty() && instances.isEmpty() && labels.isEmpty()) {
                throw new IllegalArgumentException(
                        "select names nothing; write \"all\" for every instance, or name locations, instances or labels");
            }
            return new InstanceSelector(locations, instances, labels);
        }
    }
}
