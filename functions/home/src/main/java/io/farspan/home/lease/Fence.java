package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;

/** What only home may do. */
public interface Fence {

    /**
     * Under what home may change things.
     *
     * @param epoch the epoch
     * @param left how long nobody else can be home: what is let out now must not be accepted for longer
     */
    record Grant(long epoch, Duration left) {}

    /**
     * Under what changes are made now; empty where this router knows no location, so that there is no other that could be
     * home.
     *
     * @throws io.farspan.protocol.problem.FarspanException {@code NOT_HOME} when this router may not change anything
     */
    Optional<Grant> admit(String application);
}
