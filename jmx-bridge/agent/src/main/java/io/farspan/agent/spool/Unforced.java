package io.farspan.agent.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

import io.farspan.agent.record.Position;

/** What of a journal is not on the disk, as of one moment. */
final class Unforced {

    private final long upTo;
    private final long accounted;
    private final boolean forgotten;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private Optional<Map<String, Position>> positions = Optional.empty();

    Unforced(long upTo, long accounted, boolean forgotten) {
        this.upTo = upTo;
        this.accounted = accounted;
        this.forgotten = forgotten;
    }

    void add(Segment segment) {
        segments.add(segment);
        ends.add(segment.end());
    }

    void setPositions(Map<String, Position> now) {
        positions = Optional.of(Map.copyOf(now));
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    List<Segment> segments() {
        return segments;
    }

    /** Each segment, and where what was appended to it ended. */
    void forEach(ObjIntConsumer<Segment> action) {
        for (int i = 0; i < segments.size(); i++) {
            action.accept(segments.get(i), ends.get(i));
        }
    }

    /** The offset after the last record. */
    long upTo() {
        return upTo;
    }

    /** Every record below it was given away, or is said to be missing. */
    long accounted() {
        return accounted;
    }

    /** Whether a file was finished since the last time. */
    boolean forgotten() {
        return forgotten;
    }

    /** How far each file was read, unless that is as it was. */
    Optional<Map<String, Position>> positions() {
        return positions;
    }
}
