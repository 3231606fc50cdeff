package io.farspan.telemetry.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.rules.Metric;

/**
 * A metric of an instance with one set of attributes.
 *
 * @param id as the store numbers them
 * @param application the application's name
 * @param instance whose metric it is
 * @param metric what it is of
 * @param attributes by name, as the caller may see them
 */
public record StoredSeries(
        long id, String application, InstanceId instance, Metric metric, SortedMap<String, String> attributes) {

    public StoredSeries {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** Attributes as the store keeps them. */
    static SortedMap<String, String> attributes(RawJson stored) {
        SortedMap<String, String> attributes = new TreeMap<>();
        stored.tree()
                .fields()
                .forEachRemaining(
                        each -> attributes.put(each.getKey(), each.getValue().asText()));
        return attributes;
    }
}
