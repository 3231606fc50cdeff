package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.record.Gap;
import io.farspan.agent.record.Position;

/**
 * The segments of a spool: where they begin and end, what is appended to the last, and how far they are on the disk. Whatever
 * changes holds one lock, for as long as it takes to store into mapped memory; none of it needs the disk, which is {@link
 * Upkeep}'s, but {@link #begin}, before anybody else has the journal. Thread-safe.
 */
final class Journal {

    /** Room for the mark of a loss at the end of each segment. */
    static final int RESERVE = 256;

    private static final int MOST_ATTEMPTS = 100;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();
    private @Nullable Segment spare;
    private UUID incarnation;
    private long next;
    private long since;
    private long durable;
    private long accounted;
    private long released;
    private long lost;
    private final AtomicLong unmade = new AtomicLong();
    private boolean diskFull;
    private boolean forgotten;
    private volatile Runnable wake = () -> {};

    /** What a spool's folder had; nothing can be appended before {@link #begin}. */
    Journal(Recovery found, Clock clock) {
        this.clock = clock;
        this.incarnation = found.incarnation;
        this.segments.addAll(found.segments);
        this.positions.putAll(found.positions);
        this.next = found.next;
        this.durable = found.next;
        this.accounted = found.accounted;
        this.released = found.accounted;
    }

    /**
     * Says what went between the last time and now.
     *
     * @param place where the spool is, as its user knows it
     * @param prepared a segment for what is not sound, and then one more as a spare
     */
    void begin(Recovery found, String boot, Path place, Preparation prepared) throws IOException {
        lock.lock();
        try {
            spare = prepared.segment();
            boolean sound = found.goesOnAt == found.next && !segments.isEmpty();
            if (!sound) {
                next = found.goesOnAt;
                if (!segments.isEmpty()) {
                    current().lose(found.next);
                    current().endsAt(next);
                    current().close();
                }
                roll();
                spare = prepared.segment();
            }
            since = next;
            long first = segments.get(0).first();
            if (first > accounted) {
                say(Gap.ofOffsets(found.damaged ? Gap.Reason.FILE_LOST : Gap.Reason.SPOOL_FULL, accounted, first));
                accounted = first;
            }
            if (found.goesOnAt > found.next && found.next >= first) {
                say(Gap.ofOffsets(Gap.Reason.FILE_LOST, found.next, found.goesOnAt));
            } else if (found.damaged && found.segments.isEmpty()) {
                say(Gap.of(Gap.Reason.FILE_LOST).between("an earlier spool in " + place, "offset 0"));
            }
            if (!found.closed && positions.isEmpty() && !found.boot.equals(boot)) {
                say(Gap.of(Gap.Reason.HOST_LOST).between("offset " + found.next, "the start of the host"));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that what came between a moment and now could not be appended, because there was no journal. */
    void unopenedSince(Instant moment) {
        sayUntilNow(Gap.Reason.DISK_FULL, "the first failure to open the spool, " + moment, "its opening, ");
    }

    /** Says that events between a moment and now may be missing, because nothing passed them on yet. */
    void appenderLateSince(Instant moment) {
        sayUntilNow(Gap.Reason.APPENDER_LATE, "the first event at the earliest, " + moment, "the appender, ");
    }

    private void sayUntilNow(Gap.Reason reason, String from, String to) {
        lock.lock();
        try {
            say(Gap.of(reason).between(from, to + clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    /** Makes a segment that is ready to be used. */
    interface Preparation {
        Segment segment() throws IOException;
    }

    /** What is done when a segment is full or a record is lost. */
    void onRoll(Runnable action) {
        wake = action;
    }

    /** Appends the records of one event, or none of what is left of it: then it is lost, and false. */
    boolean offer(List<byte[]> event) {
        lock.lock();
        try {
            for (byte[] record : event) {
                if (!put(record)) {
                    lose(1);
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** An event could not be made a record. It is counted without a lock and without memory, which may be what lacks. */
    void lost() {
        unmade.incrementAndGet();
    }

    /** Appends a record, and waits for room if there is none. */
    void append(byte[] record, @Nullable Position position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!put(record)) {
                wake.run();
                room.await();
            }
            if (position != null) {
                if (position.isForgotten()) {
                    positions.remove(position.key());
                } else {
                    positions.put(position.key(), position);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How far each file was read that is not finished, by device and inode. */
    Map<String, Position> positions() {
        lock.lock();
        try {
            return Map.copyOf(positions);
        } finally {
            lock.unlock();
        }
    }

    /** A file is finished. Until the state is written it would be looked for again after a crash. */
    void forget(String key) {
        lock.lock();
        try {
            forgotten |= positions.remove(key) != null;
        } finally {
            lock.unlock();
        }
    }

    private boolean put(byte[] record) {
        Segment target = current();
        if (!target.fits(record.length, RESERVE)) {
            if (spare == null || !spare.fits(record.length, 2 * RESERVE)) {
                return false;
            }
            target = roll();
        }
        try {
            target.put(record);
            next++;
            return true;
        } catch (InternalError e) {
            // The file lost blocks under us, as when another program truncates it.
            target.close();
            return false;
        }
    }

    private Segment current() {
        return segments.get(segments.size() - 1);
    }

    private Segment roll() {
        Segment begun = Objects.requireNonNull(spare);
        spare = null;
        begun.begin(incarnation, next);
        segments.add(begun);
        if (lost > 0) {
            say(Gap.of(diskFull ? Gap.Reason.DISK_FULL : Gap.Reason.QUEUE_FULL).records(lost));
            lost = 0;
        }
        wake.run();
        return begun;
    }

    private void say(Gap gap) {
        if (put(gap.record(clock.instant()))) {
            return;
        }
        lose(1);
    }

    private void lose(long events) {
        boolean first = lost == 0;
        lost += events;
        if (first) {
            byte[] mark = Gap.of(diskFull ? Gap.Reason.DISK_FULL : Gap.Reason.QUEUE_FULL)
                    .record(clock.instant());
            if (current().fits(mark.length, 0)) {
                current().put(mark);
                next++;
            }
        }
        wake.run();
    }

    /** The file of the segment that is being written. */
    Path currentFile() {
        lock.lock();
        try {
            return current().path();
        } finally {
            lock.unlock();
        }
    }

    /** The files of all segments. */
    List<Path> files() {
        lock.lock();
        try {
            return segments.stream().map(Segment::path).collect(Collectors.toList());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was appended and is not on the disk, with a mark of what could not be made a record.
     *
     * @param suspect whether forcing has failed, so that the pages must be made dirty again
     */
    Unforced unforced(boolean suspect) {
        lock.lock();
        try {
            long more = unmade.getAndSet(0);
            if (more > 0) {
                lose(more);
            }
            Unforced all = new Unforced(next, accounted, forgotten);
            for (Segment segment : segments) {
                if (segment.isOpen() && (segment != current() || segment.durableEnd() < segment.end())) {
                    all.add(segment);
                    if (suspect) {
                        segment.touch();
                    }
                }
            }
            if (!all.isEmpty() || forgotten) {
                all.setPositions(positions);
            }
            forgotten = false;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** It is on the disk now, and can be shown. */
    void forced(Unforced all) {
        lock.lock();
        try {
            all.forEach((segment, end) -> {
                segment.durableTo(end);
                if (segment != current() && segment.end() == end) {
                    segment.seal();
                }
            });
            durable = all.upTo();
        } finally {
            lock.unlock();
        }
    }

    /** The whole segments below what was released, which are gone from here on. */
    List<Segment> takeReleased() {
        List<Segment> gone = new ArrayList<>();
        lock.lock();
        try {
            while (segments.size() > 1
                    && !segments.get(0).isOpen()
                    && segments.get(0).next() <= released) {
                gone.add(segments.remove(0));
                accounted = Math.max(accounted, segments.get(0).first());
            }
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest segment if one more would be too much, which is gone from here on: {@link #dropped} says so. */
    Optional<Segment> takeOldest(SpoolSize size) {
        lock.lock();
        try {
            if ((segments.size() + 1L) * size.segmentBytes() <= size.maxBytes()
                    || segments.size() < 2
                    || segments.get(0).isOpen()) {
                return Optional.empty();
            }
            return Optional.of(segments.remove(0));
        } finally {
            lock.unlock();
        }
    }

    /** Says that the oldest segment went. */
    void dropped(Segment oldest) {
        lock.lock();
        try {
            long from = Math.max(Math.max(released, accounted), oldest.first());
            if (from < oldest.next()) {
                say(Gap.ofOffsets(Gap.Reason.SPOOL_FULL, from, oldest.next()));
            }
            accounted = Math.max(accounted, oldest.next());
        } finally {
            lock.unlock();
        }
    }

    /** Whether the next segment is not prepared. */
    boolean needsSpare() {
        lock.lock();
        try {
            return spare == null;
        } finally {
            lock.unlock();
        }
    }

    /** The next segment. */
    void prepared(Segment segment) {
        lock.lock();
        try {
            spare = segment;
            room.signalAll();
            if (lost > 0) {
                current().close();
                roll();
            }
            diskFull = false;
        } finally {
            lock.unlock();
        }
    }

    /** No segment can be prepared, or nothing forced; what is lost from now on is lost because of that. */
    void diskFull() {
        lock.lock();
        try {
            diskFull = true;
        } finally {
            lock.unlock();
        }
    }

    /** The files are gone: a new incarnation begins, which says what went with the old one. */
    void startAgain(Segment fresh) {
        lock.lock();
        try {
            long missing = next - Math.max(released, segments.get(0).first());
            String old = "offset " + Math.max(released, segments.get(0).first()) + " of " + incarnation;
            segments.forEach(Segment::seal);
            segments.clear();
            incarnation = UUID.randomUUID();
            next = 0;
            since = 0;
            durable = 0;
            accounted = 0;
            released = 0;
            spare = fresh;
            roll();
            say(Gap.of(Gap.Reason.FILE_LOST).records(missing).between(old, "offset 0 of " + incarnation));
        } finally {
            lock.unlock();
        }
    }

    /** Reads records that are on the disk; of another incarnation than the known one from its beginning. */
    Block read(String known, long from, int maxBytes) throws IOException {
        for (int attempt = 0; ; attempt++) {
            BlockReader reader = reader();
            try {
                return reader.read(known, from, maxBytes);
            } catch (NoSuchFileException e) {
                // Deleted or named since we looked, unless it stays away.
                if (attempt == MOST_ATTEMPTS) {
                    return reader.missing(known, from);
                }
                LockSupport.parkNanos(this, 1_000_000);
            }
        }
    }

    private BlockReader reader() {
        lock.lock();
        try {
            return new BlockReader(segments, incarnation, durable, this::damaged);
        } finally {
            lock.unlock();
        }
    }

    private void damaged(Segment segment, long from, long to) {
        lock.lock();
        try {
            if (segment.lose(from)) {
                say(Gap.ofOffsets(Gap.Reason.FILE_LOST, from, to));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Home holds everything below the offset. */
    void release(String known, long upTo) {
        lock.lock();
        try {
            if (incarnation.toString().equals(known)) {
                released = Math.max(released, Math.min(upTo, durable));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Up to where home holds everything. */
    long released() {
        lock.lock();
        try {
            return released;
        } finally {
            lock.unlock();
        }
    }

    /** The incarnation, the oldest offset that is still held, the first that is not on the disk, and the bytes between. */
    Extent extent() {
        lock.lock();
        try {
            long bytes = 0;
            for (Segment segment : segments) {
                bytes += segment.durableEnd();
            }
            return new Extent(incarnation, segments.get(0).first(), durable, bytes, since, released);
        } finally {
            lock.unlock();
        }
    }
}
