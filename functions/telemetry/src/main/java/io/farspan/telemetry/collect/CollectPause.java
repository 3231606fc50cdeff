package io.farspan.telemetry.collect;

import java.time.Duration;

/** How long to wait before a location is called again. Not thread-safe. */
final class CollectPause {

    /** A location that always says that there is more must not keep a thread and a core busy. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private final Duration busy;
    private final Duration quiet;
    private Duration pause;

    CollectPause(Duration busy, Duration quiet) {
        this.busy = busy;
        this.quiet = quiet;
        this.pause = busy;
    }

    /** There was more than the answer had room for. */
    Duration afterFull() {
        pause = busy;
        return LEAST.compareTo(busy) < 0 ? LEAST : busy;
    }

    /** There were records. */
    Duration afterRecords() {
        pause = busy;
        return pause;
    }

    /** There were none, or the call failed: twice the pause of before. */
    Duration afterNothing() {
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(quiet) < 0 ? doubled : quiet;
        return pause;
    }
}
