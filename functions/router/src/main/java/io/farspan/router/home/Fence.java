package io.farspan.router.home;

import java.util.Optional;

/** What only home may do. */
public interface Fence {

    /**
     * The epoch under which changes are made now; empty where this router knows no location, so that there is no other
     * that could be home.
     *
     * @throws io.farspan.protocol.problem.FarspanException {@code NOT_HOME} when this router may not change anything
     */
    Optional<Long> admit(String application);
}
