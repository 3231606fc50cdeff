package io.farspan.core.http;

import io.smallrye.mutiny.Uni;

/**
 * Work that runs to its end once it has begun. A platform cancels a call when its caller hangs up; what the call has taken
 * by then (turns at agents, room for their answers) is released by the work itself, in one place, when it ends.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * The result of {@code work}.
     *
     * @param left is run when the caller stops waiting, because the result is there or because it hung up
     */
    static <T> Uni<T> of(Uni<T> work, Runnable left) {
        return Uni.createFrom().emitter(emitter -> {
            emitter.onTermination(left);
            // A subscription of its own: cancelling the emitter's does not reach it.
            work.subscribe().with(emitter::complete, emitter::fail);
        });
    }
}
