package io.farspan.agent.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frames of a segment: the length of the payload and the CRC-32C of length and payload, four bytes each, big endian,
 * then the payload. A length of zero is the end of what is written.
 */
final class Frames {

    static final int OVERHEAD = 8;

    private Frames() {}

    /** Writes a frame; its length comes last, so that a frame without one was never written whole. */
    static void write(ByteBuffer buffer, int at, byte[] payload) {
        ByteBuffer target = buffer.duplicate();
        target.position(at + OVERHEAD);
        target.put(payload);
        buffer.putInt(at + 4, checksum(payload.length, ByteBuffer.wrap(payload)));
        buffer.putInt(at, payload.length);
    }

    /** The bytes of the frame at a position, or -1 when none is there that is whole and right. */
    static int sizeAt(ByteBuffer buffer, int at, int limit) {
        if (at + OVERHEAD > limit) {
            return -1;
        }
        int length = buffer.getInt(at);
        if (length <= 0 || length > limit - at - OVERHEAD) {
            return -1;
        }
        ByteBuffer payload = buffer.duplicate();
        payload.limit(at + OVERHEAD + length).position(at + OVERHEAD);
        return checksum(length, payload) == buffer.getInt(at + 4) ? OVERHEAD + length : -1;
    }

    /** Whether a whole frame begins anywhere from a position on. */
    static boolean anyFrom(ByteBuffer buffer, int from, int limit) {
        for (int at = from; at + OVERHEAD < limit; at++) {
            if (sizeAt(buffer, at, limit) > 0) {
                return true;
            }
        }
        return false;
    }

    static byte[] payload(ByteBuffer buffer, int at, int size) {
        byte[] payload = new byte[size - OVERHEAD];
        ByteBuffer source = buffer.duplicate();
        source.position(at + OVERHEAD);
        source.get(payload);
        return payload;
    }

    private static int checksum(int length, ByteBuffer payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(length >>> 24);
        checksum.update(length >>> 16);
        checksum.update(length >>> 8);
        checksum.update(length);
        checksum.update(payload);
        return (int) checksum.getValue();
    }
}
