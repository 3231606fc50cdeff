package io.farspan.telemetry.collect;

import java.time.Duration;

/** How long to wait before a location is called again. Not thread-safe. */
final class CollectPause {

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
        return Duration.ZERO;
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
