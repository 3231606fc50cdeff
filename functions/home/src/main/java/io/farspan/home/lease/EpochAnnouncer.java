package io.farspan.home.lease;

import io.smallrye.mutiny.Uni;

import io.farspan.provider.map.MapHead;

/** Tells the functions of an application a new epoch. Thread-safe. */
public interface EpochAnnouncer {

    /**
     * Announces the epoch of a head to the functions, so that they refuse changes of earlier ones. Completes when each has
     * answered or failed, after one second at most. Never fails.
     */
    Uni<Void> announce(String application, MapHead head);
}
