package io.farspan.agent.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

import io.farspan.agent.record.Position;

/**
 * What was read of a file, in a few words: checksums of its first bytes, up to 4 KiB of those that were read, and of
 * the last 256 before the position. Two files that begin alike differ in the latter.
 */
final class Fingerprint {

    static final int HEAD = 4096;
    static final int TAIL = 256;

    private final CRC32C head = new CRC32C();
    private byte[] tail = new byte[0];
    private long position;

    /** Nothing was read. */
    Fingerprint() {}

    /** What was read of a file up to a position. */
    static Fingerprint upTo(FileChannel file, long position) throws IOException {
        Fingerprint print = new Fingerprint();
        byte[] first = read(file, 0, (int) Math.min(HEAD, position));
        print.advance(first, 0, first.length);
        if (position > HEAD) {
            print.tail = read(file, position - TAIL, TAIL);
            print.position = position;
        }
        return print;
    }

    /** These bytes were read. */
    void advance(byte[] bytes, int from, int to) {
        if (position < HEAD) {
            head.update(bytes, from, (int) Math.min(to - from, HEAD - position));
        }
        position += to - from;
        if (to - from >= TAIL) {
            tail = Arrays.copyOfRange(bytes, to - TAIL, to);
        } else {
            byte[] joined = Arrays.copyOf(tail, tail.length + to - from);
            System.arraycopy(bytes, from, joined, tail.length, to - from);
            tail = joined.length <= TAIL ? joined : Arrays.copyOfRange(joined, joined.length - TAIL, joined.length);
        }
    }

    long position() {
        return position;
    }

    /** The last bytes before the position. */
    byte[] tail() {
        return tail;
    }

    /** The position of a file with this identity. */
    Position at(String key) {
        CRC32C last = new CRC32C();
        last.update(tail);
        return new Position(
                key,
                "-" + Long.toHexString(Math.min(HEAD, position)) + "-" + Long.toHexString(head.getValue()) + "-"
                        + Long.toHexString(last.getValue()),
                position);
    }

    /** Whether a file holds what was read up to a position. */
    static boolean matches(FileChannel file, Position position) throws IOException {
        return file.size() >= position.bytes()
                && upTo(file, position.bytes()).at(position.key()).fingerprint().equals(position.fingerprint());
    }

    /** Reads bytes at a place of a file; fewer at its end. */
    static byte[] read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = file.read(bytes, from + bytes.position());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
