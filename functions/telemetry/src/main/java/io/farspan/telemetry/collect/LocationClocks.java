package io.farspan.telemetry.collect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.ClockReading;

/** The clocks of a location's instances. Not thread-safe. */
final class LocationClocks {

    private final Map<InstanceId, InstanceClock> clocks = new HashMap<>();

    /**
     * Takes what an answer says of the clocks of these instances; the others are forgotten.
     *
     * @param sent when the call was sent by home's clock, in nanoseconds since 1970
     * @param received when its answer came
     */
    void take(Map<InstanceId, ClockReading> readings, Set<InstanceId> instances, long sent, long received) {
        clocks.keySet().retainAll(instances);
        add(readings, instances, sent, received);
    }

    /** The same, but forgets none. */
    void add(Map<InstanceId, ClockReading> readings, Set<InstanceId> instances, long sent, long received) {
        readings.forEach((instance, reading) -> {
            if (instances.contains(instance)) {
                clocks.computeIfAbsent(instance, id -> new InstanceClock()).take(reading, sent, received);
            }
        });
    }

    /** What to correct the records of an instance's stream by whose present run began at {@code since}. */
    ClockOffset offset(InstanceId instance, long since) {
        InstanceClock clock = clocks.get(instance);
        return clock == null ? ClockOffset.NONE : clock.offset(since);
    }
}
