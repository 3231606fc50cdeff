package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One file of a spool. Its blocks are written before it is mapped, so that no store into the mapping ever needs room on
 * the disk; a store survives the JVM at once, and the host after {@link #force()}.
 *
 * <p>Not safe for threads by itself: the spool's lock guards everything but {@link #force()}.
 */
final class Segment {

    static final int HEADER = 32;

    private static final int MAGIC = 0x46535031; // FSP1
    private static final int VERSION = 1 << 16;
    private static final byte[] ZEROS = new byte[64 << 10];

    private volatile Path path;
    private @Nullable Mapping mapping;
    private final int capacity;
    private UUID incarnation = new UUID(0, 0);
    private long first;
    private long next;
    private int end = HEADER;
    private boolean full;
    private long lostFrom = Long.MAX_VALUE;
    private volatile int durableEnd;
    private volatile @Nullable Cursor cursor;

    private Segment(Path path, int capacity, @Nullable Mapping mapping) {
        this.path = path;
        this.capacity = capacity;
        this.mapping = mapping;
    }

    /** Makes a file of zeros, whose blocks are on the disk when this returns. */
    static Segment prepare(Path path, int capacity) throws IOException {
        try (FileChannel file = SpoolFolder.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            for (int written = 0; written < capacity; ) {
                written += file.write(ByteBuffer.wrap(ZEROS, 0, Math.min(ZEROS.length, capacity - written)));
            }
            file.force(true);
            return new Segment(path, capacity, Mapping.of(file, FileChannel.MapMode.READ_WRITE, capacity));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** A file whose header is right, or an exception that says what is wrong with it. */
    static Segment open(Path path) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        try (FileChannel file = SpoolFolder.open(path, StandardOpenOption.READ)) {
            int read = 0;
            while (header.hasRemaining() && read >= 0) {
                read = file.read(header);
            }
            Segment segment = new Segment(path, (int) Math.min(file.size(), Integer.MAX_VALUE), null);
            if (header.hasRemaining() || header.getInt(0) != MAGIC || header.getInt(4) != VERSION) {
                throw new IOException(path + " is not a segment of a spool in version 1");
            }
            segment.identify(new UUID(header.getLong(8), header.getLong(16)), header.getLong(24));
            segment.end = segment.capacity;
            segment.durableEnd = segment.capacity;
            return segment;
        }
    }

    /** Writes the header; from then on it is the segment that begins with that offset. */
    void begin(UUID newIncarnation, long firstOffset) {
        MappedByteBuffer target = mapped();
        target.putLong(8, newIncarnation.getMostSignificantBits());
        target.putLong(16, newIncarnation.getLeastSignificantBits());
        target.putLong(24, firstOffset);
        target.putInt(4, VERSION);
        target.putInt(0, MAGIC);
        identify(newIncarnation, firstOffset);
    }

    private void identify(UUID newIncarnation, long firstOffset) {
        incarnation = newIncarnation;
        first = firstOffset;
        next = firstOffset;
    }

    boolean fits(int payload, int reserve) {
        return mapping != null && !full && payload + Frames.OVERHEAD <= capacity - end - reserve;
    }

    void put(byte[] payload) {
        Frames.write(mapped(), end, payload);
        end += Frames.OVERHEAD + payload.length;
        next++;
    }

    /** Brings what is stored to the disk; slow, and never under the spool's lock. */
    void force() {
        mapped().force();
    }

    /** After a failed {@link #force()} the system may take pages for written; storing them again makes it try again. */
    void touch() {
        MappedByteBuffer mapped = mapped();
        for (int at = 0; at < capacity; at += 1024) {
            mapped.put(at, mapped.get(at));
        }
    }

    /** Nothing more is appended to it. */
    void close() {
        full = true;
    }

    /** Nothing is appended any more; the mapping, which would keep the blocks of a deleted file, goes. */
    void seal() {
        Mapping mapped = mapping;
        mapping = null;
        if (mapped != null) {
            mapped.close();
        }
    }

    /**
     * Finds the end of a segment that was appended to when its process ended. Bytes of a frame that was not finished are
     * made zeros again.
     *
     * @return false when whole frames follow on one that is not: then the segment is damaged, and no more is known of
     *     what comes after {@link #next()}
     */
    boolean recover(FrameVisitor visitor) throws IOException {
        try (FileChannel file = SpoolFolder.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Mapping made = Mapping.of(file, FileChannel.MapMode.READ_WRITE, capacity);
            MappedByteBuffer mapped = made.buffer();
            mapping = made;
            next = first;
            end = HEADER;
            for (int size = Frames.sizeAt(mapped, end, capacity);
                    size > 0;
                    size = Frames.sizeAt(mapped, end, capacity)) {
                visitor.visit(next, Frames.payload(mapped, end, size));
                end += size;
                next++;
            }
            int used = lastByte(mapped) + 1;
            boolean sound = !Frames.anyFrom(mapped, end, used);
            for (int at = end; sound && at < used; at++) {
                mapped.put(at, (byte) 0);
            }
            mapped.force();
            durableEnd = end;
            return sound;
        }
    }

    private static int lastByte(ByteBuffer mapped) {
        int at = mapped.capacity() - 1;
        while (at >= 7 && mapped.getLong(at - 7) == 0) {
            at -= 8;
        }
        while (at >= 0 && mapped.get(at) == 0) {
            at--;
        }
        return at;
    }

    /** Visits the frames of a sealed segment, up to the first that is not right. */
    void visit(FrameVisitor visitor) throws IOException {
        try (FileChannel file = SpoolFolder.open(path, StandardOpenOption.READ)) {
            Mapping made = Mapping.of(file, FileChannel.MapMode.READ_ONLY, capacity);
            MappedByteBuffer mapped = made.buffer();
            int at = HEADER;
            long offset = first;
            for (int size = Frames.sizeAt(mapped, at, capacity); size > 0; size = Frames.sizeAt(mapped, at, capacity)) {
                visitor.visit(offset, Frames.payload(mapped, at, size));
                at += size;
                offset++;
            }
            made.close();
        }
    }

    private MappedByteBuffer mapped() {
        if (mapping == null) {
            throw new IllegalStateException(path + " is sealed");
        }
        return mapping.buffer();
    }

    Path path() {
        return path;
    }

    void movedTo(Path name) {
        path = name;
    }

    UUID incarnation() {
        return incarnation;
    }

    long first() {
        return first;
    }

    /** The offset after its last record. */
    long next() {
        return next;
    }

    void endsAt(long offset) {
        next = offset;
    }

    int end() {
        return end;
    }

    int capacity() {
        return capacity;
    }

    /**
     * Notes that its records are missing from an offset on.
     *
     * @return whether that was not known
     */
    boolean lose(long offset) {
        boolean news = offset < lostFrom;
        lostFrom = Math.min(lostFrom, offset);
        return news;
    }

    boolean isOpen() {
        return mapping != null;
    }

    int durableEnd() {
        return durableEnd;
    }

    void durableTo(int position) {
        durableEnd = position;
    }

    /** A place to look for an offset from: where the last read ended, if that is not behind it. */
    Cursor cursorFor(long offset) {
        Cursor last = cursor;
        return last != null && last.offset <= offset ? last : new Cursor(first, HEADER);
    }

    void readTo(long offset, int position) {
        cursor = new Cursor(offset, position);
    }

    /** The position of a record. */
    static final class Cursor {
        final long offset;
        final int position;

        Cursor(long offset, int position) {
            this.offset = offset;
            this.position = position;
        }
    }

    /** What is done with each record of a segment. */
    interface FrameVisitor {
        void visit(long offset, byte[] payload);
    }
}
