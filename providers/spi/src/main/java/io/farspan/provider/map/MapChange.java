package io.farspan.provider.map;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * A change of one application's map: all of it or nothing, and only if the map is still as it was read.
 *
 * @param expected the head that was read; empty to create the application
 * @param next the head to put in its place
 * @param edits what else changes
 */
public record MapChange(Optional<MapHead> expected, MapHead next, List<Edit> edits) {

    public MapChange {
        List<Edit> all = List.copyOf(edits);
        edits = all;
        expected.ifPresent(old -> {
            if (!old.application().equals(next.application())
                    || next.generation() < old.generation()
                    || (next.generation() == old.generation() && !isRenewal(old, next, all))
                    || next.epoch() < old.epoch()
                    || next.nonce().equals(old.nonce())) {
                throw new IllegalArgumentException(
                        "A change keeps the application, raises gen unless it only renews, never lowers the epoch and takes a new nonce");
            }
        });
    }

    private static boolean isRenewal(MapHead old, MapHead next, List<Edit> edits) {
        return edits.isEmpty() && next.epoch() == old.epoch() && next.home().equals(old.home());
    }

    /** Shows that home is still alive; content and generation stay, so nobody has to read anything again. */
    public static MapChange renewal(MapHead read) {
        return new MapChange(Optional.of(read), read.renewed(), List.of());
    }

    /** A change of content under the same home and epoch. */
    public static MapChange of(MapHead read, List<Edit> edits) {
        return new MapChange(Optional.of(read), read.next(), edits);
    }

    /** One part of a change. */
    public sealed interface Edit {}

    /** Adds a location's function or replaces it. */
    public record PutFunction(FunctionEndpoint endpoint) implements Edit {}

    /** Adds an instance or replaces it. Its location's function must be in the map or in the same change. */
    public record PutInstance(InstanceEntry instance) implements Edit {}

    /** Removes an instance; nothing happens when it is not there. */
    public record RemoveInstance(InstanceId id) implements Edit {}

    /** Replaces where the application's own traffic goes; never by an empty set. */
    public record PutTraffic(List<TrafficTarget> targets) implements Edit {
        public PutTraffic {
            targets = List.copyOf(targets);
            if (targets.stream().allMatch(target -> target.weight() == 0)) {
                throw new IllegalArgumentException(
                        "At least one location must take traffic: an empty set is never published");
            }
        }
    }

    /** Replaces where tools connect. */
    public record PutTool(ToolEndpoint endpoint) implements Edit {}
}
