package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Steps of a collection for which a test waits. */
final class Steps {

    private Steps() {}

    /** Makes a step; how long to wait before the next. */
    static Duration make(LocationTransport collection, CollectRoute route) {
        CompletableFuture<Duration> done = new CompletableFuture<>();
        collection.step(route, Runnable::run, done::complete);
        return done.join();
    }
}
