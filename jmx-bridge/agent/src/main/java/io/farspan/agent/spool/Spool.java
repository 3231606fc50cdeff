package io.farspan.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

    private final Path folder;
    private final SpoolSize size;
    private final Journal journal;
    private final Upkeep upkeep;

    private Spool(Path folder, SpoolSize size, Journal journal, Upkeep upkeep) {
        this.folder = folder;
        this.size = size;
        this.journal = journal;
        this.upkeep = upkeep;
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

    static Spool open(Path folder, SpoolSize size, Clock clock, String boot, Upkeep.SegmentMaker maker)
            throws IOException {
        SpoolFolder.prepare(folder);
        SpoolState states = new SpoolState(folder);
        Recovery found = Recovery.of(folder, states, size.segmentBytes());
        Journal journal = new Journal(found, clock);
        Upkeep upkeep = new Upkeep(folder, size, boot, maker, states, journal, found);
        journal.begin(found, boot, folder, upkeep::newSegment);
        upkeep.step();
        return new Spool(folder, size, journal, upkeep);
    }

    /** Called when a segment is full, so that the next one is prepared at once. */
    public void onRoll(Runnable action) {
        journal.onRoll(action);
    }

    /** Says that what came between a moment and now is missing, because the spool could not be opened. */
    public void unopenedSince(Instant moment) {
        journal.unopenedSince(moment);
    }

    /** Says that events between a moment and now may be missing, because the appender was not there yet. */
    public void appenderLateSince(Instant moment) {
        journal.appenderLateSince(moment);
    }

    /**
     * Appends the records of one event, side by side, without ever waiting for the disk.
     *
     * @return false when it was lost, which the stream then says
     */
    public boolean offer(List<byte[]> event) {
        return journal.offer(event);
    }

    /** An event could not even be made a record: it is lost like one that is not taken. It needs neither memory nor a lock. */
    public void lost() {
        journal.lost();
    }

    /**
     * Appends a record, and waits for room if there is none: for sources that keep what was not read yet.
     *
     * @throws IllegalArgumentException when it is larger than a segment
     */
    public void append(byte[] record, @Nullable Position position) throws InterruptedException {
        if (record.length > size.segmentBytes() - Segment.HEADER - Frames.OVERHEAD - 2 * Journal.RESERVE) {
            throw new IllegalArgumentException("a record of " + record.length + " bytes does not fit into a segment of "
                    + folder + ": make its segments larger");
        }
        journal.append(record, position);
    }

    /** How far each file was read that is not finished, by device and inode. */
    public Map<String, Position> positions() {
        return journal.positions();
    }

    /** A file is finished. Until the next {@link #tick()} it would be looked for again after a crash. */
    public void forget(String key) {
        journal.forget(key);
    }

    /**
     * Everything that needs the disk: prepares the next segment, forces what was appended and lets it be shown, deletes what
     * was released or is too much. To be called at least every 200 ms, by one thread.
     */
    public void tick() {
        upkeep.step();
    }

    /**
     * Reads records that are on the disk.
     *
     * @param known the incarnation that the reader knows; of another one it gets the beginning
     * @param maxBytes of frames, but at least one record
     * @throws IllegalArgumentException when the offset is beyond the end
     */
    public Block read(String known, long from, int maxBytes) throws IOException {
        return journal.read(known, from, maxBytes);
    }

    /** Home holds everything below the offset; a whole segment of it is deleted with the next {@link #tick()}. */
    public void release(String known, long upTo) {
        journal.release(known, upTo);
    }

    /** The incarnation, the oldest offset that is still held, the first that is not on the disk, and the bytes between. */
    public Extent extent() {
        return journal.extent();
    }

    /** Forces everything and notes that nothing was being written. */
    @Override
    public void close() throws IOException {
        upkeep.step();
        upkeep.close();
    }
}
