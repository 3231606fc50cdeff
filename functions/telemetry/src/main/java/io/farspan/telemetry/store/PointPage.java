package io.farspan.telemetry.store;

import java.util.List;
import java.util.Optional;

/**
 * Some points in the order of their series and times.
 *
 * @param points the points
 * @param next the place of the last of them, when there may be more
 */
public record PointPage(List<StoredPoint> points, Optional<Place> next) {

    public PointPage {
        points = List.copyOf(points);
    }

    /**
     * A point's place.
     *
     * @param series its series, as the store numbers them
     * @param micros its time
     */
    public record Place(long series, long micros) {

        /** Before every point. */
        public static final Place FIRST = new Place(0, 0);
    }
}
