package io.farspan.telemetry.follow;

import io.smallrye.mutiny.Multi;

/**
 * A body that goes on for as long as its client reads it.
 *
 * @param pieces its pieces, each sent when the one before has left this process
 */
public record FollowedBody(Multi<byte[]> pieces) {}
