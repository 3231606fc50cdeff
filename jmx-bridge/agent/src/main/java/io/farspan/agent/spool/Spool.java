package io.farspan.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.record.Gap;
import io.farspan.agent.record.Position;

/**
 * The records of one stream on this instance's disk: appended by the application's threads, kept by one thread of ours
 * ({@link #tick()}), read and released by home.
 *
 * <p>An append stores into a mapped file under a short lock. It never waits for the disk, needs no new block, and throws
 * nothing: when no room is prepared the record is lost and counted, and the stream says so.
 *
 * <p>What happens when the process or the host ends at some point:
 *
 * <ul>
 *   <li>The process, before an append has stored the frame's length: the record is not in the stream, and the append had
 *       not returned. Its bytes are zeroed when the spool is opened.
 *   <li>The process, after that: the record is in the stream, once. The system writes mapped pages of a dead process.
 *   <li>The process, between two parts of one event: the parts that are there stay; a file is read on from the last.
 *   <li>The process, after a prepared file was begun and before it has its name: it is found by its header.
 *   <li>The host: what was not forced yet, at most the last 200 ms and one force, is not in the stream. It was never
 *       shown, so that its offsets can be given again. {@code HOST_LOST} is written unless the records come from files,
 *       which are read again from the last position.
 *   <li>Between deleting the oldest segment of a full spool and the record that says so: the state on disk knows up to where
 *       everything is accounted for, and the record is written when the spool is opened.
 *   <li>Between writing the state and deleting a released segment: it is read or released again.
 *   <li>Positions are kept in the state as of records that were forced, before a segment that has them is deleted.
 *   <li>While the disk is full: the first lost record left a {@code DISK_FULL} mark in room that is kept for it; how many
 *       were lost is known only if the process lives on.
 * </ul>
 *
 * <p>A gap of released records is never written, but one may be for records that home holds and has not released: home
 * compares the bounds with its own checkpoint.
 */
public final class Spool implements Closeable {

    /** Room for the mark of a loss at the end of each segment. */
    private static final int RESERVE = 256;

    private static final int MOST_ATTEMPTS = 100;

    private final Path folder;
    private final SpoolSize size;
    private final Clock clock;
    private final String boot;
    private final SegmentMaker maker;
    private final SpoolState states;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Object keeping = new Object();

    // Guarded by the lock.
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
    private boolean diskFull;
    private boolean forgotten;

    // Of the keeping thread.
    private Map<String, Position> durablePositions = Map.of();
    private long durableAccounted;
    private int spares;
    private boolean stateIsOld;
    private boolean suspect;
    private volatile Runnable wake = () -> {};

    private Spool(
            Path folder,
            SpoolSize size,
            Clock clock,
            String boot,
            SegmentMaker maker,
            SpoolState states,
            Recovery found) {
        this.maker = maker;
        this.folder = folder;
        this.size = size;
        this.clock = clock;
        this.boot = boot;
        this.states = states;
        this.incarnation = found.incarnation;
        this.segments.addAll(found.segments);
        this.positions.putAll(found.positions);
        this.durablePositions = Map.copyOf(found.positions);
        this.next = found.next;
        this.durable = found.next;
        this.accounted = found.accounted;
        this.durableAccounted = found.accounted;
        this.released = found.accounted;
    }

    /**
     * Opens the spool in a folder, or makes one.
     *
     * @param boot names the run of the host, by which its loss is seen; empty when unknown
     * @throws IOException when the folder is not this user's alone, too
     */
    public static Spool open(Path folder, SpoolSize size, Clock clock, String boot) throws IOException {
        return open(folder, size, clock, boot, Segment::prepare);
    }

    static Spool open(Path folder, SpoolSize size, Clock clock, String boot, SegmentMaker maker) throws IOException {
        SpoolFolder.prepare(folder);
        SpoolState states = new SpoolState(folder);
        Recovery found = Recovery.of(folder, states, size.segmentBytes());
        Spool spool = new Spool(folder, size, clock, boot, maker, states, found);
        spool.begin(found);
        return spool;
    }

    private void begin(Recovery found) throws IOException {
        spare = maker.prepare(spareName(), size.segmentBytes());
        boolean sound = found.goesOnAt == found.next && !segments.isEmpty();
        lock.lock();
        try {
            if (!sound) {
                next = found.goesOnAt;
                if (!segments.isEmpty()) {
                    current().lose(found.next);
                    current().endsAt(next);
                    current().close();
                }
                roll();
                spare = maker.prepare(spareName(), size.segmentBytes());
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
                say(Gap.of(Gap.Reason.FILE_LOST).between("an earlier spool in " + folder, "offset 0"));
            }
            if (!found.closed && positions.isEmpty() && !found.boot.equals(boot)) {
                say(Gap.of(Gap.Reason.HOST_LOST).between("offset " + found.next, "the start of the host"));
            }
        } finally {
            lock.unlock();
        }
        stateIsOld = true;
        tick();
    }

    /** Called when a segment is full, so that the next one is prepared at once. */
    public void onRoll(Runnable action) {
        wake = action;
    }

    /**
     * Appends the records of one event, side by side, without ever waiting for the disk.
     *
     * @return false when it was lost, which the stream then says
     */
    public boolean offer(List<byte[]> event) {
        lock.lock();
        try {
            for (byte[] record : event) {
                if (!put(record)) {
                    lose();
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends a record, and waits for room if there is none: for sources that keep what was not read yet.
     *
     * @throws IllegalArgumentException when it is larger than a segment
     */
    public void append(byte[] record, @Nullable Position position) throws InterruptedException {
        if (record.length > size.segmentBytes() - Segment.HEADER - Frames.OVERHEAD - 2 * RESERVE) {
            throw new IllegalArgumentException("a record of " + record.length + " bytes does not fit into a segment of "
                    + folder + ": make its segments larger");
        }
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
    public Map<String, Position> positions() {
        lock.lock();
        try {
            return Map.copyOf(positions);
        } finally {
            lock.unlock();
        }
    }

    /** A file is finished. Until the next {@link #tick()} it would be looked for again after a crash. */
    public void forget(String key) {
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
        lose();
    }

    private void lose() {
        if (lost++ == 0) {
            byte[] mark = Gap.of(diskFull ? Gap.Reason.DISK_FULL : Gap.Reason.QUEUE_FULL)
                    .record(clock.instant());
            if (current().fits(mark.length, 0)) {
                current().put(mark);
                next++;
            }
        }
        wake.run();
    }

    /**
     * Everything that needs the disk: prepares the next segment, forces what was appended and lets it be shown, deletes what
     * was released or is too much. To be called at least every 200 ms, by one thread.
     */
    public void tick() {
        synchronized (keeping) {
            try {
                force();
                if (!Files.exists(segmentOnDisk())) {
                    startAgain();
                }
                deleteReleased();
                prepare();
                if (stateIsOld) {
                    writeState(false);
                }
            } catch (IOException | UncheckedIOException e) {
                lock.lock();
                try {
                    diskFull = true; // or as bad as that; it is tried again
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private Path segmentOnDisk() {
        lock.lock();
        try {
            return current().path();
        } finally {
            lock.unlock();
        }
    }

    private void force() throws IOException {
        List<Segment> dirty = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        Map<String, Position> positionsNow;
        long upTo;
        long accountedNow;
        lock.lock();
        try {
            upTo = next;
            accountedNow = accounted;
            for (Segment segment : segments) {
                if (segment.isOpen() && (segment != current() || segment.durableEnd() < segment.end())) {
                    dirty.add(segment);
                    ends.add(segment.end());
                    if (suspect) {
                        segment.touch();
                    }
                }
            }
            positionsNow = dirty.isEmpty() && !forgotten ? durablePositions : Map.copyOf(positions);
            stateIsOld |= forgotten;
            forgotten = false;
        } finally {
            lock.unlock();
        }
        boolean renamed = false;
        for (Segment segment : dirty) {
            try {
                segment.force();
            } catch (RuntimeException e) {
                suspect = true;
                throw e;
            }
            if (Recovery.isSpare(segment.path()) && Files.exists(segment.path())) {
                Path name = folder.resolve(Recovery.name(segment.first()));
                Files.move(segment.path(), name);
                segment.movedTo(name);
                renamed = true;
            }
        }
        if (renamed) {
            forceFolder();
            stateIsOld = true; // so that little is read again when the spool is opened
        }
        suspect = false;
        lock.lock();
        try {
            for (int i = 0; i < dirty.size(); i++) {
                dirty.get(i).durableTo(ends.get(i));
                if (dirty.get(i) != current() && dirty.get(i).end() == ends.get(i)) {
                    dirty.get(i).seal();
                }
            }
            durable = upTo;
        } finally {
            lock.unlock();
        }
        durablePositions = positionsNow;
        durableAccounted = Math.max(durableAccounted, accountedNow);
    }

    private void deleteReleased() throws IOException {
        List<Segment> gone = new ArrayList<>();
        lock.lock();
        try {
            while (segments.size() > 1
                    && !segments.get(0).isOpen()
                    && segments.get(0).next() <= released) {
                gone.add(segments.remove(0));
                accounted = Math.max(accounted, segments.get(0).first());
            }
            durableAccounted = Math.max(durableAccounted, released);
        } finally {
            lock.unlock();
        }
        delete(gone);
    }

    private void delete(List<Segment> gone) throws IOException {
        if (!gone.isEmpty()) {
            writeState(false);
            for (Segment segment : gone) {
                Files.deleteIfExists(segment.path());
            }
        }
    }

    private void prepare() {
        try {
            lock.lock();
            try {
                if (spare != null) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            dropOldest();
            Segment prepared = maker.prepare(spareName(), size.segmentBytes());
            lock.lock();
            try {
                spare = prepared;
                room.signalAll();
                if (lost > 0) {
                    current().close();
                    roll();
                }
                diskFull = false;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            lock.lock();
            try {
                diskFull = true;
            } finally {
                lock.unlock();
            }
        }
    }

    private void dropOldest() throws IOException {
        while (true) {
            Segment oldest;
            lock.lock();
            try {
                oldest = segments.get(0);
                if ((segments.size() + 1L) * size.segmentBytes() <= size.maxBytes()
                        || segments.size() < 2
                        || oldest.isOpen()) {
                    return;
                }
                segments.remove(0);
            } finally {
                lock.unlock();
            }
            delete(List.of(oldest));
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
    }

    /** The folder was deleted: a new incarnation begins, which says what went with the old one. */
    private void startAgain() throws IOException {
        SpoolFolder.prepare(folder);
        for (Path leftOver : segmentFiles()) {
            Files.deleteIfExists(leftOver);
        }
        Segment fresh = maker.prepare(spareName(), size.segmentBytes());
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
            durableAccounted = 0;
            released = 0;
            spare = fresh;
            roll();
            say(Gap.of(Gap.Reason.FILE_LOST).records(missing).between(old, "offset 0 of " + incarnation));
        } finally {
            lock.unlock();
        }
        stateIsOld = true;
        force();
    }

    private List<Path> segmentFiles() {
        lock.lock();
        try {
            return segments.stream().map(Segment::path).collect(Collectors.toList());
        } finally {
            lock.unlock();
        }
    }

    private void writeState(boolean closed) throws IOException {
        long asOf;
        String name;
        lock.lock();
        try {
            asOf = durable;
            name = incarnation.toString();
        } finally {
            lock.unlock();
        }
        states.write(new SpoolState.Content(name, asOf, durableAccounted, closed, boot, durablePositions));
        stateIsOld = false;
    }

    private Path spareName() {
        Path name = folder.resolve("spare." + spares++);
        return Files.exists(name) ? spareName() : name;
    }

    private void forceFolder() {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Not every system can; the names are found by their headers then.
        }
    }

    /**
     * Reads records that are on the disk.
     *
     * @param known the incarnation that the reader knows; of another one it gets the beginning
     * @param maxBytes of frames, but at least one record
     * @throws IllegalArgumentException when the offset is beyond the end
     */
    public Block read(String known, long from, int maxBytes) throws IOException {
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

    /** Home holds everything below the offset; a whole segment of it is deleted with the next {@link #tick()}. */
    public void release(String known, long upTo) {
        lock.lock();
        try {
            if (incarnation.toString().equals(known)) {
                released = Math.max(released, Math.min(upTo, durable));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The incarnation, the oldest offset that is still held, the first that is not on the disk, and the bytes between. */
    public Extent extent() {
        lock.lock();
        try {
            long bytes = 0;
            for (Segment segment : segments) {
                bytes += segment.durableEnd();
            }
            return new Extent(incarnation, segments.get(0).first(), durable, bytes, since);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a file for a segment, or fails for want of room. */
    interface SegmentMaker {
        Segment prepare(Path path, int capacity) throws IOException;
    }

    /** Forces everything and notes that nothing was being written. */
    @Override
    public void close() throws IOException {
        tick();
        synchronized (keeping) {
            writeState(true);
        }
    }
}
