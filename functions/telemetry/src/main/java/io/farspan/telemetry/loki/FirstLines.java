package io.farspan.telemetry.loki;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

import io.farspan.telemetry.store.StoredLog;

/**
 * The first lines of several applications in the order of time, as many as an answer may have. What it has is without holes:
 * once a line is left out, none that follows it is taken, of whichever application. Not thread-safe.
 */
final class FirstLines {

    private final boolean backward;
    private final int limit;
    private final long mostBytes;
    private final Comparator<Entry> order;

    /** The last in the order comes first: it is the next to be left out. */
    private final PriorityQueue<Entry> lines;

    private Optional<Instant> end = Optional.empty();
    private Optional<Instant> searched = Optional.empty();
    private long bytes;
    private long number;
    private boolean cut;

    /** A line, and how many were added before it. */
    private record Entry(LokiQueries.Line line, long number) {
        Instant time() {
            return line.record().time();
        }
    }

    /**
     * No lines yet.
     *
     * @param backward whether the latest are the first
     * @param limit the most lines
     * @param mostBytes about the most bytes; one line comes in any case
     */
    FirstLines(boolean backward, int limit, long mostBytes) {
        this.backward = backward;
        this.limit = limit;
        this.mostBytes = mostBytes;
        Comparator<Entry> byTime = Comparator.comparing(Entry::time);
        this.order = (backward ? byTime.reversed() : byTime).thenComparing(Entry::number);
        this.lines = new PriorityQueue<>(order.reversed());
    }

    /** Adds the next line of an application; false when all that follow it would be left out. */
    boolean add(String application, StoredLog record) {
        if (end.isPresent() && !isBefore(record.time(), end.get())) {
            return false;
        }
        Entry added = new Entry(new LokiQueries.Line(application, record), number++);
        lines.add(added);
        bytes += record.size();
        boolean kept = true;
        while (lines.size() > limit || bytes > mostBytes && lines.size() > 1) {
            cut |= lines.size() <= limit;
            Entry last = lines.remove();
            bytes -= last.line().record().size();
            end = Optional.of(last.time());
            kept &= last.number() != added.number();
        }
        return kept;
    }

    /** Leaves out what is not before a time, because the lines of an application were not searched any further. */
    void searchedTo(Instant time) {
        if (end.isEmpty() || isBefore(time, end.get())) {
            lines.removeIf(line -> !isBefore(line.time(), time));
            bytes = lines.stream()
                    .mapToLong(line -> line.line().record().size())
                    .sum();
            end = Optional.of(time);
            searched = end;
        }
    }

    private boolean isBefore(Instant time, Instant other) {
        return backward ? time.isAfter(other) : time.isBefore(other);
    }

    /** The time from which on nothing is taken any more, if there is one. */
    Optional<Instant> end() {
        return end;
    }

    /**
     * Where another query goes on, if what follows was not searched and could have been among the lines. The end of a query's
     * range is not in it, so going back begins after the last time that was searched.
     */
    Optional<Instant> searched() {
        return searched.equals(end)
                ? searched.map(time -> backward ? time.plus(1, ChronoUnit.MICROS) : time)
                : Optional.empty();
    }

    /** The lines in their order. */
    List<LokiQueries.Line> lines() {
        return lines.stream().sorted(order).map(Entry::line).toList();
    }

    /** Whether there are fewer lines than the limit because they have too many bytes. */
    boolean isCut() {
        return cut && lines.size() < limit;
    }
}
