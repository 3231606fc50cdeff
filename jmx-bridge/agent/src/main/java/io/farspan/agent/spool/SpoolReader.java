package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Reads frames out of one segment by its file, so that no reader delays whoever appends. */
final class SpoolReader {

    private final Segment segment;
    private final FileChannel file;

    private SpoolReader(Segment segment, FileChannel file) {
        this.segment = segment;
        this.file = file;
    }

    /**
     * Reads whole frames from an offset on.
     *
     * @param limit where the bytes end that are on the disk
     * @param most bytes
     * @param one whether one frame is read that is larger
     * @return what was read; without a record when the next one is damaged, or too large
     */
    static Part read(Segment segment, long from, int limit, int most, boolean one) throws IOException {
        try (FileChannel file = SpoolFolder.open(segment.path(), StandardOpenOption.READ)) {
            return new SpoolReader(segment, file).read(from, limit, most, one);
        }
    }

    private Part read(long from, int limit, int most, boolean one) throws IOException {
        int at = find(from, limit);
        if (at < 0) {
            return new Part(from, new byte[0]);
        }
        ByteBuffer bytes = fill(at, Math.min(limit - at, Math.max(most, Frames.OVERHEAD)));
        int first = bytes.limit() >= Frames.OVERHEAD ? bytes.getInt(0) : 0;
        if (one && first > bytes.limit() - Frames.OVERHEAD && first <= limit - at - Frames.OVERHEAD) {
            bytes = fill(at, first + Frames.OVERHEAD);
        }
        int end = 0;
        long next = from;
        for (int size = Frames.sizeAt(bytes, end, bytes.limit());
                size > 0;
                size = Frames.sizeAt(bytes, end, bytes.limit())) {
            end += size;
            next++;
        }
        segment.readTo(next, at + end);
        byte[] frames = new byte[end];
        bytes.rewind();
        bytes.get(frames);
        return new Part(next, frames);
    }

    /** The position of an offset, or -1 when a frame before it is damaged. */
    private int find(long offset, int limit) throws IOException {
        Segment.Cursor start = segment.cursorFor(offset);
        int at = start.position;
        for (long current = start.offset; current < offset; current++) {
            ByteBuffer length = fill(at, Math.min(4, limit - at));
            if (length.limit() < 4 || length.getInt(0) <= 0 || length.getInt(0) > limit - at - Frames.OVERHEAD) {
                return -1;
            }
            at += Frames.OVERHEAD + length.getInt(0);
        }
        return at;
    }

    private ByteBuffer fill(int at, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.max(0, size));
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = file.read(bytes, at + bytes.position());
        }
        bytes.flip();
        return bytes;
    }

    /** Frames and the offset after them. */
    static final class Part {
        final long next;
        final byte[] frames;

        Part(long next, byte[] frames) {
            this.next = next;
            this.frames = frames;
        }
    }
}
