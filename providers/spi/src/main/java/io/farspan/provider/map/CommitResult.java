package io.farspan.provider.map;

import java.util.Optional;
import java.util.function.Function;

/** How a change of the map ended. */
public sealed interface CommitResult {

    /** The change is in the map. */
    record Committed(MapHead head) implements CommitResult {}

    /** Another change came first; nothing was written. */
    record Conflict(Optional<MapHead> current) implements CommitResult {}

    /** No server accepted the change, and none shows it; as far as is known, nothing was written. */
    record Unreachable(String detail) implements CommitResult {}

    /** One function per ending. */
    default <T> T fold(
            Function<Committed, T> committed, Function<Conflict, T> conflict, Function<Unreachable, T> unreachable) {
        if (this instanceof Committed it) {
            return committed.apply(it);
        }
        if (this instanceof Conflict it) {
            return conflict.apply(it);
        }
        return unreachable.apply((Unreachable) this);
    }
}
