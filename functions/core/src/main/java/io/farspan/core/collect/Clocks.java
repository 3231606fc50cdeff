package io.farspan.core.collect;

import java.util.Map;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.ClockReading;

/** The agents' clocks, and when in the call they were read. All agents are asked at once. Not thread-safe. */
final class Clocks {

    private final long began = System.nanoTime();
    private final Map<InstanceId, AgentStreams.Clock> clocks = new TreeMap<>();
    private long asked;
    private long answered;

    void ask() {
        asked = System.nanoTime() - began;
    }

    void answered() {
        answered = System.nanoTime() - began;
    }

    void read(InstanceId instance, RawJson response) {
        AgentStreams.clock(response)
                .filter(clock -> clock.run().length() <= ClockReading.LONGEST_RUN && clock.now() >= 0)
                .ifPresent(clock -> clocks.put(instance, clock));
    }

    Map<InstanceId, ClockReading> readings() {
        long took = System.nanoTime() - began;
        Map<InstanceId, ClockReading> readings = new TreeMap<>();
        clocks.forEach((instance, clock) ->
                readings.put(instance, new ClockReading(clock.run(), clock.now(), asked, answered, took)));
        return readings;
    }
}
