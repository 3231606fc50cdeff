package io.farspan.telemetry.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.farspan.home.map.DrainResult;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.store.StreamState;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * What of an instance's streams the store holds, compared with what the agent has.
 *
 * @param stored its streams in the incarnations that have not ended
 */
record Remains(List<StreamState> stored) {

    /** As the store has them now. */
    static Remains of(String application, InstanceId instance, TelemetryStore store) {
        return new Remains(store.streams(application, instance));
    }

    /** The result for an agent that listed {@code ends}. */
    DrainResult of(Map<StreamName, Checkpoint> ends, String problems) {
        List<String> held = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        new TreeMap<>(ends).forEach((name, end) -> {
            long checkpoint = checkpoint(name, end);
            if (checkpoint == end.from() && end.from() > 0) {
                held.add("stream '" + name + "' up to offset " + end.from() + " of " + end.incarnation());
            } else if (checkpoint < end.from()) {
                missing.add("stream '" + name + "' has " + (end.from() - checkpoint) + " records from offset "
                        + checkpoint + " on that home does not hold");
            } else if (checkpoint > end.from()) {
                missing.add("stream '" + name + "' ends at " + end.from() + ", but home holds " + checkpoint
                        + ": its spool was put back to an earlier state");
            }
        });
        for (StreamState state : stored) {
            Checkpoint end = ends.get(state.stream().name());
            if (end == null || !end.incarnation().equals(state.stream().incarnation())) {
                missing.add(unverified(state, end == null ? "is not offered by its agent any more" : "starts over"));
            }
        }
        if (!missing.isEmpty() && !problems.isEmpty()) {
            missing.add(problems);
        }
        return new DrainResult(held, missing);
    }

    /** The result for an agent that could not be asked. */
    DrainResult notAsked(String why) {
        if (stored.isEmpty()) {
            return new DrainResult(
                    List.of("nothing, because no stream of it is known; it could not be asked: " + why), List.of());
        }
        List<String> missing = new ArrayList<>(List.of("its agent could not be asked: " + why));
        stored.forEach(state -> missing.add(unverified(state, "could not be verified")));
        return new DrainResult(List.of(), missing);
    }

    private long checkpoint(StreamName name, Checkpoint end) {
        return stored.stream()
                .filter(state -> state.stream().name().equals(name)
                        && state.stream().incarnation().equals(end.incarnation()))
                .mapToLong(StreamState::next)
                .findFirst()
                .orElse(0);
    }

    private static String unverified(StreamState state, String what) {
        return "stream '" + state.stream().name() + "' " + what + ": home holds it up to offset " + state.next()
                + ", and " + state.backlog() + " records were known to wait when it last had news";
    }
}
