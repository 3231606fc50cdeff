package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.farspan.protocol.call.InstanceId;

/** How the records of a location come to the store. Thread-safe. */
interface LocationTransport {

    /**
     * Begins a step: calls the location once. Never fails, and does not wait for the answer. The next step must not begin
     * before this one is done.
     *
     * @param threads do what follows the answer
     * @param done is told how long to wait before the next step
     */
    void step(CollectRoute route, Executor threads, Consumer<Duration> done);

    /**
     * Fetches from one instance only, and says how far its agent then was. Blocks. Fails like the function, the map and the
     * store.
     */
    DrainStep drain(CollectRoute route, InstanceId instance);

    /** Whether the location has given an answer that could be read, not longer ago than this. Does not wait for a step. */
    boolean hasAnsweredWithin(Duration time);

    /** The instances that have no agent of ours, as far as is known. Does not wait for a step. */
    Set<InstanceId> withoutAgent();
}
