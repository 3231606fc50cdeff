package io.farspan.telemetry.collect;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;

/** The checkpoints of a location's streams, as the store last had them. Not thread-safe. */
final class LocationCheckpoints {

    /** More than a location has; the streams beyond are answered as stale, and are known from then on. */
    private static final int MOST = 100_000;

    /** As many as the store keeps of an instance, and no more that it makes up. */
    private static final int MOST_OF_INSTANCE = 1_024;

    private final String application;
    private final String location;
    private final TelemetryStore store;
    private final Map<InstanceId, Map<StreamName, Checkpoint>> checkpoints = new HashMap<>();

    LocationCheckpoints(String application, String location, TelemetryStore store) {
        this.application = application;
        this.location = location;
        this.store = store;
    }

    /** Reads them again. */
    void read() {
        checkpoints.clear();
        store.streams(application, Optional.of(location), MOST).forEach(state -> know(state.stream(), state.next()));
    }

    /** Remembers what the store said. */
    void know(StreamKey stream, long next) {
        Map<StreamName, Checkpoint> streams = checkpoints.computeIfAbsent(stream.instance(), id -> new HashMap<>());
        if (streams.size() < MOST_OF_INSTANCE || streams.containsKey(stream.name())) {
            streams.put(stream.name(), new Checkpoint(stream.incarnation(), next));
        }
    }

    /** Those of one instance. */
    Map<InstanceId, Map<StreamName, Checkpoint>> ofOnly(InstanceId instance) {
        Map<StreamName, Checkpoint> its = checkpoints.getOrDefault(instance, Map.of());
        return its.isEmpty() ? Map.of() : Map.of(instance, its);
    }

    /** Those of these instances; of the others they are forgotten, until they are read again. */
    Map<InstanceId, Map<StreamName, Checkpoint>> of(Set<InstanceId> instances) {
        checkpoints.keySet().retainAll(instances);
        checkpoints.values().removeIf(Map::isEmpty);
        return checkpoints;
    }
}
