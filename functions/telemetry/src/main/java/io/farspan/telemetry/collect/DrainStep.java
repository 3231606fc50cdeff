package io.farspan.telemetry.collect;

import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.StreamName;

/**
 * What one reading of an instance came to.
 *
 * @param ends where its streams end by its agent's list; empty when it could not be asked
 * @param held the checkpoints after it
 * @param problems what was wrong, empty if nothing was
 */
record DrainStep(Optional<Map<StreamName, Checkpoint>> ends, Map<StreamName, Checkpoint> held, String problems) {

    DrainStep {
        ends = ends.map(Map::copyOf);
        held = Map.copyOf(held);
    }

    /** Whether every stream is held to where it ended. */
    boolean isComplete() {
        return ends.filter(all -> all.entrySet().stream().allMatch(end -> isHeld(end.getKey(), end.getValue())))
                .isPresent();
    }

    private boolean isHeld(StreamName name, Checkpoint end) {
        return end.from() == 0 || end.equals(held.get(name));
    }
}
