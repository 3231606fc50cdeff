package io.farspan.telemetry.store;

import java.util.Optional;
import java.util.function.UnaryOperator;

import io.farspan.protocol.json.RawJson;

/**
 * Points of metrics in the order in which they became visible in the database, batch by batch. A batch says of which instance its
 * points are and between which times; that finds each of them, and may find one of an earlier batch again. Every method blocks and
 * fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}, {@code TOO_MUCH}. Thread-safe.
 */
public interface MetricArrivals {

    /**
     * Where an application's points are that arrived after a place.
     *
     * @param end a later place, at which to stop; without one everything that is stored now is read
     * @throws io.farspan.protocol.problem.FarspanException also {@code MALFORMED_REQUEST} for a place of another database
     */
    ArrivedPoints after(String application, FollowCursor place, Optional<FollowCursor> end);

    /**
     * Points in the order of their series and times. A page ends early when their attributes are long. Of two of one series at one microsecond one may be left out where a page
     * ends.
     *
     * @param view their attributes as they may be seen
     */
    PointPage points(String application, PointRange range, PointPage.Place after, UnaryOperator<RawJson> view);
}
