package io.farspan.protocol.stream;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;

/**
 * Whole frames one after the other, unchanged from a spool: of each a length (4 bytes, big endian), the CRC-32C of those four
 * bytes and the payload (4 bytes, big endian), and the payload. Every frame has been checked. The bytes must not change.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4">CRC-32C: RFC 3720, appendix B.4</a>
 */
public final class Frames implements Iterable<Frames.Frame> {

    /** The bytes of a frame before its payload. */
    public static final int HEAD = 8;

    /** The most bytes of a payload: as base64 it must fit into an answer with what is around it. */
    public static final int LARGEST_PAYLOAD = 2 << 20;

    /** No frame. */
    public static final Frames NONE = new Frames(new byte[0], 0);

    private static final int CHECKSUM_AT = Integer.BYTES;

    private final byte[] block;
    private final int count;

    private Frames(byte[] block, int count) {
        this.block = block;
        this.count = count;
    }

    /**
     * The frames of {@code block}, which has nothing else.
     *
     * @throws MalformedStreamException when a length or a checksum is wrong, or the last frame is incomplete
     */
    public static Frames of(byte[] block) throws MalformedStreamException {
        CRC32C checksum = new CRC32C();
        int count = 0;
        int at = 0;
        while (at < block.length) {
            if (block.length - at < HEAD) {
                throw malformed(count, at, "its head is incomplete");
            }
            int length = intAt(block, at);
            if (length <= 0 || length > LARGEST_PAYLOAD) {
                throw malformed(
                        count,
                        at,
                        "its payload must have 1 to " + LARGEST_PAYLOAD + " bytes, not "
                                + Integer.toUnsignedString(length));
            }
            if (length > block.length - at - HEAD) {
                throw malformed(
                        count, at, "of its " + length + " bytes only " + (block.length - at - HEAD) + " are there");
            }
            if (intAt(block, at + CHECKSUM_AT) != checksum(checksum, block, at, length)) {
                throw malformed(count, at, "its checksum is wrong");
            }
            at += HEAD + length;
            count++;
        }
        return new Frames(block, count);
    }

    private static MalformedStreamException malformed(int index, int at, String what) {
        return new MalformedStreamException("Frame " + index + " at byte " + at + " of the block: " + what);
    }

    private static int checksum(CRC32C checksum, byte[] block, int at, int length) {
        checksum.reset();
        checksum.update(block, at, CHECKSUM_AT);
        checksum.update(block, at + HEAD, length);
        return (int) checksum.getValue();
    }

    private static int intAt(byte[] block, int at) {
        return (block[at] & 0xFF) << 24
                | (block[at + 1] & 0xFF) << 16
                | (block[at + 2] & 0xFF) << 8
                | block[at + 3] & 0xFF;
    }

    /** How many frames there are. */
    public int count() {
        return count;
    }

    /** The frames as they are in the spool; not a copy. */
    public byte[] block() {
        return block;
    }

    @Override
    public Iterator<Frame> iterator() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < block.length;
            }

            @Override
            public Frame next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("The block has no further frame");
                }
                int from = at + HEAD;
                at = from + intAt(block, at);
                return new Frame(block, from, at);
            }
        };
    }

    /**
     * One frame's payload, where it is in its block.
     *
     * @param block the block
     * @param from the first byte of the payload
     * @param to the byte after its last
     */
    public record Frame(byte[] block, int from, int to) {

        /** The record in it. Fails with {@link MalformedStreamException} when it is none. */
        public StreamRecord record() throws MalformedStreamException {
            return RecordReader.read(block, from, to);
        }

        /** A copy of the payload. */
        public byte[] payload() {
            return Arrays.copyOfRange(block, from, to);
        }
    }

    /** Puts payloads into frames. */
    public static final class Builder {

        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private final CRC32C checksum = new CRC32C();
        private int count;

        /** Adds a frame. Fails with {@link IllegalArgumentException} for an empty payload and for one that is too large. */
        public Builder add(byte[] payload) {
            if (payload.length == 0 || payload.length > LARGEST_PAYLOAD) {
                throw new IllegalArgumentException(
                        "A payload must have 1 to " + LARGEST_PAYLOAD + " bytes, not " + payload.length);
            }
            byte[] length = bytes(payload.length);
            checksum.reset();
            checksum.update(length);
            checksum.update(payload);
            block.writeBytes(length);
            block.writeBytes(bytes((int) checksum.getValue()));
            block.writeBytes(payload);
            count++;
            return this;
        }

        /** The frames so far. */
        public Frames build() {
            return new Frames(block.toByteArray(), count);
        }

        private static byte[] bytes(int value) {
            return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        }
    }
}
