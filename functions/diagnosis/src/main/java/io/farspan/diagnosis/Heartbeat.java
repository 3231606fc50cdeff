package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of an instance's heartbeats. An instance without our agent has none, which is not evidence.
 *
 * @param direct whether they reach home
 * @param relayed whether the function hears the agent go on with them; only asked when something is suspected
 */
record Heartbeat(EdgeState direct, EdgeState relayed) {

    /** No heartbeats. */
    static final Heartbeat NONE = new Heartbeat(EdgeState.UNKNOWN, EdgeState.UNKNOWN);

    /** How late one may arrive that was sent before the instance or its network failed. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    /** Whether one was sent after something had failed. */
    boolean hearsSince(Instant broken) {
        return after(broken).ok();
    }

    /** These without what is from before a fault began, and without silence from before a recovery. */
    Heartbeat since(Instant broken, Instant mended) {
        return new Heartbeat(after(broken).unless(mended), relayed.asOf(broken));
    }

    private EdgeState after(Instant broken) {
        return direct.asOf(broken.equals(Instant.MIN) ? broken : broken.plus(UNDER_WAY));
    }
}
