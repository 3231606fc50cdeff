package io.farspan.bridge.login;

import java.time.Duration;

/** Credentials that were not checked, because too many were wrong before. */
public final class Throttled extends SecurityException {

    private static final long serialVersionUID = 1L;

    private final Duration left;

    /** A refusal for as long as {@code left}. */
    public Throttled(String why, Duration left) {
        super(why + "; wait " + seconds(left) + " s");
        this.left = left;
    }

    /** How long to wait. */
    public Duration left() {
        return left;
    }

    /** The same in whole seconds, at least one. */
    public long seconds() {
        return seconds(left);
    }

    private static long seconds(Duration left) {
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
