package io.farspan.telemetry.follow;

import java.util.Optional;
import java.util.Queue;

import io.farspan.home.work.ByteBudget;
import io.farspan.telemetry.store.FollowCursor;

/**
 * What somebody wants to follow.
 *
 * @param application the application
 * @param after the place to go on after; without one, what arrives from now on
 * @param first what is sent before anything else; taken out of here when the following begins, so that it is in memory once
 * @param wanted which records
 * @param rendering how they are sent
 * @param share the memory of what waits to be sent
 */
public record Following(
        String application,
        Optional<FollowCursor> after,
        Queue<byte[]> first,
        Wanted wanted,
        Rendering rendering,
        ByteBudget.Share share) {}
