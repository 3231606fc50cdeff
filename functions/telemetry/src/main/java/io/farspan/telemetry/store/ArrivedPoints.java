package io.farspan.telemetry.store;

import java.util.List;

/**
 * Where the points are that arrived after a place.
 *
 * @param ranges the points, and maybe others of the same instance and time
 * @param next where to go on after all of them
 * @param more whether more is known to be there
 */
public record ArrivedPoints(List<PointRange> ranges, FollowCursor next, boolean more) {

    public ArrivedPoints {
        ranges = List.copyOf(ranges);
    }
}
