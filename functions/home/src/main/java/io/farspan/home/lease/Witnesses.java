package io.farspan.home.lease;

import io.smallrye.mutiny.Uni;

import io.farspan.provider.map.MapHead;

/** The functions as witnesses of who is home. Safe for use by many threads. */
public interface Witnesses {

    /** Whether functions reach the router that the map calls home. */
    Quorum seeHome(String application);

    /** Whether this router itself is cut off from everyone. */
    boolean isIsolated(String application);

    /** Keeps watching an application closely while this router acts, or may have to, as its home. */
    void acting(String application, boolean now);

    /**
     * Tells the functions of an epoch, so that they refuse changes of any earlier one; done when each has answered or
     * cannot be reached, a second later at the latest. Never fails.
     */
    Uni<Void> announce(String application, MapHead head);
}
