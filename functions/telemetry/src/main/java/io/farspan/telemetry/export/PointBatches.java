package io.farspan.telemetry.export;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;

import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.PointPage;
import io.farspan.telemetry.store.PointRange;
import io.farspan.telemetry.store.StoredPoint;

/** The points of some ranges, read a page at a time, and of a page as many together as a request may have bytes. */
final class PointBatches implements Iterator<Batch> {

    private final String application;
    private final Iterator<PointRange> ranges;
    private final BiFunction<PointRange, PointPage.Place, PointPage> pages;
    private final BiFunction<PointRange, PointPage.Place, Optional<ExportPlace>> places;
    private final int mostBytes;
    private Optional<PointRange> range = Optional.empty();
    private Optional<PointPage.Place> nextPage = Optional.empty();
    private List<StoredPoint> points = List.of();
    private int at;

    /**
     * Points.
     *
     * @param first the place in the first of the ranges after which they begin
     * @param pages reads what is after a place in a range
     * @param places the place to go on from when everything up to a place in a range has been sent, when there is one
     * @param mostBytes about how many bytes a request has; a point that alone has more is a request of its own
     */
    PointBatches(
            String application,
            List<PointRange> ranges,
            PointPage.Place first,
            BiFunction<PointRange, PointPage.Place, PointPage> pages,
            BiFunction<PointRange, PointPage.Place, Optional<ExportPlace>> places,
            int mostBytes) {
        this.application = application;
        this.ranges = ranges.iterator();
        this.pages = pages;
        this.places = places;
        this.mostBytes = mostBytes;
        if (this.ranges.hasNext()) {
            range = Optional.of(this.ranges.next());
            nextPage = Optional.of(first);
        }
    }

    @Override
    public boolean hasNext() {
        while (at == points.size()) {
            if (nextPage.isEmpty() && !ranges.hasNext()) {
                return false;
            }
            if (nextPage.isEmpty()) {
                range = Optional.of(ranges.next());
                nextPage = Optional.of(PointPage.Place.FIRST);
            }
            PointPage page = pages.apply(range.orElseThrow(), nextPage.get());
            points = page.points();
            nextPage = page.next();
            at = 0;
        }
        return true;
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int from = at;
        PointSize size = new PointSize();
        long bytes = size.next(points.get(at++));
        while (at < points.size()) {
            bytes += size.next(points.get(at));
            if (bytes > mostBytes) {
                break;
            }
            at++;
        }
        return batch(range.orElseThrow(), points.subList(from, at));
    }

    private Batch batch(PointRange of, List<StoredPoint> some) {
        StoredPoint last = some.get(some.size() - 1);
        int middle = some.size() / 2;
        return new Batch(
                MetricMessage.of(application, some),
                some.size(),
                some.size() + " points of metrics of "
                        + of.instance().map(id -> id + " of " + application).orElse(application) + ", from "
                        + of.from() + " to " + of.to(),
                places.apply(of, new PointPage.Place(last.series().id(), last.micros())),
                () -> some.size() == 1
                        ? List.of()
                        : List.of(batch(of, some.subList(0, middle)), batch(of, some.subList(middle, some.size()))));
    }
}
