package io.farspan.core.http;

import io.smallrye.mutiny.Uni;

/**
 * Work that goes on to its own end once it has begun. A platform cancels a call when its caller hangs up; what the call has
 * taken by then (turns at agents, room for their answers) is given back by the work itself, in one place, when it ends.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * The result of {@code work}.
     *
     * @param left is run when nobody waits for the result any more, because it has come or because the caller is gone
     */
    static <T> Uni<T> of(Uni<T> work, Runnable left) {
        return Uni.createFrom().emitter(emitter -> {
            emitter.onTermination(left);
            // A subscription of its own: cancelling the emitter's does not reach it.
            work.subscribe().with(emitter::complete, emitter::fail);
        });
    }
}
