package io.farspan.core.collect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.StreamName;

/** Where the streams end that agents listed, also those that were not read, if home asked. Not thread-safe. */
final class StreamEnds {

    /** Of one instance; home takes a list that is longer for one of which not all was read. */
    private static final int MOST = 1_000;

    private final boolean asked;
    private final Map<InstanceId, Map<StreamName, Checkpoint>> ends = new TreeMap<>();

    StreamEnds(boolean asked) {
        this.asked = asked;
    }

    void listed(InstanceId instance, List<AgentStreams.Listed> streams) {
        if (asked) {
            Map<StreamName, Checkpoint> its = new HashMap<>();
            streams.stream()
                    .limit(MOST)
                    .forEach(stream -> its.put(stream.name(), new Checkpoint(stream.incarnation(), stream.next())));
            ends.put(instance, its);
        }
    }

    /** The ends as they were listed, or as they were seen to be since. */
    Map<InstanceId, Map<StreamName, Checkpoint>> of(List<StreamReading> readings) {
        if (asked) {
            readings.forEach(reading -> ends.computeIfAbsent(reading.instance(), id -> new HashMap<>())
                    .put(reading.name(), new Checkpoint(reading.incarnation(), reading.end())));
        }
        return ends;
    }
}
