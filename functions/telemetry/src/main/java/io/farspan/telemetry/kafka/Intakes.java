package io.farspan.telemetry.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamTopic;
import io.farspan.telemetry.collect.LocationBatches;
import io.farspan.telemetry.collect.LocationRoutes;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * What takes in the messages of topics. An instance's records are taken while the map has it, and after that if the store
 * has some already: they may be on their way when it is removed. Not thread-safe.
 */
final class Intakes {

    private final TelemetryStore store;
    private final Supplier<LocationBatches> batches;
    private final Function<String, LocationRoutes.Listed> map;

    /** What the store said in this step, by location. */
    private final Map<String, Stored> stored = new HashMap<>();

    /**
     * Intakes for an application.
     *
     * @param batches what stores batches; each partition has its own
     * @param map the instances that a location has; fails like a read of the map
     */
    Intakes(TelemetryStore store, Supplier<LocationBatches> batches, Function<String, LocationRoutes.Listed> map) {
        this.store = store;
        this.batches = batches;
        this.map = map;
    }

    /** Begins another step, in which the store is asked again. */
    void begin() {
        stored.clear();
    }

    /** One for a partition that was read up to {@code expected}. */
    PartitionIntake of(StreamTopic topic, long expected) {
        return new PartitionIntake(topic, batches.get(), expected);
    }

    /**
     * See {@link PartitionIntake#take}.
     *
     * @throws FarspanException also {@code MAP_UNREACHABLE} when it is not known whether an instance is registered
     */
    String take(StreamTopic topic, PartitionIntake intake, List<ConsumerRecord<String, byte[]>> records) {
        LocationRoutes.Listed listed = map.apply(topic.location());
        Stored known = stored.computeIfAbsent(topic.location(), location -> new Stored(topic));
        return intake.take(records, instance -> {
            if (listed.instances().contains(instance) || known.has(instance)) {
                return true;
            }
            if (listed.stale()) {
                throw new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "Whether " + instance + " is registered is not known while the map cannot be read. Its records"
                                + " stay in " + topic.name() + " until then.");
            }
            return false;
        });
    }

    /** The instances of a location that the store has, of which it is asked once, when the map lacks one. */
    private final class Stored {

        private final StreamTopic topic;
        private @Nullable Set<InstanceId> instances;

        Stored(StreamTopic topic) {
            this.topic = topic;
        }

        boolean has(InstanceId instance) {
            Set<InstanceId> known = instances;
            if (known == null) {
                known = store.streams(topic.application(), Optional.of(topic.location()), Integer.MAX_VALUE).stream()
                        .map(state -> state.stream().instance())
                        .collect(Collectors.toSet());
                instances = known;
            }
            return known.contains(instance);
        }
    }
}
