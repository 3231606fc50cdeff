package io.farspan.telemetry.export;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntFunction;

import io.farspan.protocol.call.Names;
import io.farspan.telemetry.store.ArrivedLogs;
import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogArrivals;
import io.farspan.telemetry.store.LogPage;
import io.farspan.telemetry.store.StoredLog;
import io.farspan.telemetry.store.StoredLogs;

/** Log records on their way out: those that were stored at the beginning by time, and then all others as they arrive. */
final class LogOutgoing implements Outgoing {

    /** The records of a request. */
    static final int MOST_RECORDS = 2_000;

    private final StoredLogs stored;
    private final LogArrivals arrivals;
    private final LogMessage message;
    private final int mostBytes;

    /**
     * Log records.
     *
     * @param mostBytes about how many bytes a request has; a record that alone has more is a request of its own
     */
    LogOutgoing(StoredLogs stored, LogArrivals arrivals, LogMessage message, int mostBytes) {
        this.stored = stored;
        this.arrivals = arrivals;
        this.message = message;
        this.mostBytes = mostBytes;
    }

    @Override
    public Piece after(String application, ExportPlace place, Optional<FollowCursor> end) {
        if (place.stored().isPresent()) {
            LogPage page = stored.after(application, place.stored().get());
            return new Piece(
                    new Batches(
                            application,
                            page.records(),
                            index -> place.storedAt(
                                    Optional.of(page.records().get(index).cursor()))),
                    place.storedAt(page.next()),
                    true); // what arrived meanwhile follows
        }
        ArrivedLogs arrived = arrivals.after(application, place.arrived(), end);
        return new Piece(
                new Batches(
                        application,
                        arrived.records(),
                        index -> place.arrivedAt(arrived.cursors().get(index))),
                place.arrivedAt(arrived.next()),
                arrived.more() || (end.isPresent() && !arrived.next().equals(place.arrived())));
    }

    /** Records, some at a time. */
    private final class Batches implements Iterator<Batch> {

        private final String application;
        private final List<StoredLog> records;
        private final IntFunction<ExportPlace> places;
        private int at;

        Batches(String application, List<StoredLog> records, IntFunction<ExportPlace> places) {
            this.application = application;
            this.records = records;
            this.places = places;
        }

        @Override
        public boolean hasNext() {
            return at < records.size();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int from = at;
            long bytes = 0;
            do {
                bytes += records.get(at++).size();
            } while (hasNext()
                    && at - from < MOST_RECORDS
                    && bytes + records.get(at).size() <= mostBytes);
            return batch(from, at);
        }

        private Batch batch(int from, int to) {
            List<StoredLog> some = records.subList(from, to);
            int middle = from + some.size() / 2;
            return new Batch(
                    message.of(application, some),
                    some.size(),
                    some.size() + " log records of " + application + ", from " + words(some.get(0)) + " to "
                            + words(some.get(some.size() - 1)),
                    Optional.of(places.apply(to - 1)),
                    () -> some.size() == 1 ? List.of() : List.of(batch(from, middle), batch(middle, to)));
        }

        private String words(StoredLog record) {
            return record.time() + " (" + record.instance() + ", " + Names.shorten(record.stream()) + ", offset "
                    + record.offset() + ")";
        }
    }
}
