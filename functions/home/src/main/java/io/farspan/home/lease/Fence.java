package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;

/** The fence around changes, which only home may make. */
public interface Fence {

    /**
     * The permission to make changes.
     *
     * @param epoch home's epoch
     * @param left how long no other router can be home; a change sent now must not be accepted for longer
     */
    record Permit(long epoch, Duration left) {}

    /**
     * The permission to make changes now; empty when this router has no location, because then no other router can be
     * home.
     *
     * @throws io.farspan.protocol.problem.FarspanException {@code NOT_HOME} when this router may not make changes
     */
    Optional<Permit> admit(String application);
}
