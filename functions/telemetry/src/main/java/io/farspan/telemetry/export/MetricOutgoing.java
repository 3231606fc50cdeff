package io.farspan.telemetry.export;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.ArrivedPoints;
import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.MetricArrivals;
import io.farspan.telemetry.store.PointPage;
import io.farspan.telemetry.store.PointRange;

/**
 * Points of metrics on their way out: those that were stored at the beginning a few minutes at a time, and then those that arrive.
 * A range of time that is read may have points that were sent before.
 */
final class MetricOutgoing implements Outgoing {

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** How far ahead of now a point can be. */
    private static final Duration AHEAD = Duration.ofDays(2).plus(WINDOW);

    private final MetricArrivals arrivals;
    private final UnaryOperator<RawJson> view;
    private final Supplier<Instant> now;
    private final int mostBytes;

    /**
     * Points.
     *
     * @param view the attributes as the receiver may see them
     * @param mostBytes about how many bytes a request has
     */
    MetricOutgoing(MetricArrivals arrivals, UnaryOperator<RawJson> view, Supplier<Instant> now, int mostBytes) {
        this.arrivals = arrivals;
        this.view = view;
        this.now = now;
        this.mostBytes = mostBytes;
    }

    @Override
    public Piece after(String application, ExportPlace place, Optional<FollowCursor> end) {
        if (place.stored().isPresent()) {
            return window(application, place, place.stored().get());
        }
        ArrivedPoints arrived = arrivals.after(application, place.arrived(), end);
        return new Piece(
                batches(application, arrived.ranges(), PointPage.Place.FIRST, (range, point) -> Optional.empty()),
                place.arrivedAt(arrived.next()),
                arrived.more() || (end.isPresent() && !arrived.next().equals(place.arrived())));
    }

    /** A window of what was stored at the beginning: a place in it is the window's time with the series and time of a point. */
    private Piece window(String application, ExportPlace place, LogCursor at) {
        Instant from = at.time();
        Instant next = from.plus(WINDOW);
        PointRange range = new PointRange(Optional.empty(), from, next.minus(1, ChronoUnit.MICROS));
        return new Piece(
                batches(
                        application,
                        List.of(range),
                        new PointPage.Place(at.stream(), at.offset()),
                        (window, point) -> Optional.of(place.storedAt(
                                Optional.of(new LogCursor(at.micros(), point.series(), point.micros()))))),
                place.storedAt(
                        next.isAfter(now.get().plus(AHEAD))
                                ? Optional.empty()
                                : Optional.of(new LogCursor(ChronoUnit.MICROS.between(Instant.EPOCH, next), 0, 0))),
                true);
    }

    private PointBatches batches(
            String application,
            List<PointRange> ranges,
            PointPage.Place first,
            BiFunction<PointRange, PointPage.Place, Optional<ExportPlace>> places) {
        return new PointBatches(
                application,
                ranges,
                first,
                (range, after) -> arrivals.points(application, range, after, view),
                places,
                mostBytes);
    }
}
