package io.farspan.home.lease;

/** The functions as witnesses of whether home is alive. Thread-safe. */
public interface Witnesses {

    /** What the functions report about the router that the map names as home. */
    Quorum seeHome(String application);

    /** Whether this router itself is cut off from everyone. */
    boolean isIsolated(String application);

    /** Watches an application closely while this router is its home or may have to take over. */
    void acting(String application, boolean now);
}
