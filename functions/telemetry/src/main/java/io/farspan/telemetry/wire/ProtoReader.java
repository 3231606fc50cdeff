package io.farspan.telemetry.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the fields of a protobuf message one after the other. Fails with {@link IllegalArgumentException} when it is malformed.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf, encoding</a>
 */
public final class ProtoReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int TYPE_BITS = 3;
    private static final int VARINT_BITS = 7;
    private static final int LONGEST_VARINT = 10;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int type;

    /** Reads the message in these bytes. */
    public ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** The number of the next field; 0 at the end. */
    public int field() {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        type = (int) (tag & (1 << TYPE_BITS) - 1);
        long field = tag >>> TYPE_BITS;
        if (field <= 0 || field > Integer.MAX_VALUE) {
            throw malformed("a field's number is not possible");
        }
        return (int) field;
    }

    /** The field's number. */
    public long number() {
        require(VARINT);
        return varint();
    }

    /** The field's double. */
    public double real() {
        return Double.longBitsToDouble(fixed());
    }

    /** The field's number of eight bytes. */
    public long fixed() {
        require(FIXED64);
        advance(Long.BYTES);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at - Long.BYTES);
    }

    /** The field's bytes. */
    public byte[] bytes() {
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** The field's text. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The field's message. */
    public ProtoReader message() {
        int length = length();
        at += length;
        return new ProtoReader(bytes, at - length, at);
    }

    /** Whether the field has several numbers in one. */
    public boolean isPacked() {
        return type == BYTES;
    }

    /** Whether there is more. */
    public boolean hasMore() {
        return at < end;
    }

    /** A number that is packed. */
    public long packed() {
        return varint();
    }

    /** Passes over the field. */
    public void skip() {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> advance(Long.BYTES);
            case BYTES -> {
                int length = length(); // it advances, too
                at += length;
            }
            case FIXED32 -> advance(Integer.BYTES);
            default -> throw malformed("a field's type is unknown");
        }
    }

    private int length() {
        require(BYTES);
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed("a field is longer than the message");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > end - at) {
            throw malformed("it ends within a field");
        }
        at += count;
    }

    private void require(int expected) {
        if (type != expected) {
            throw malformed("a field has another type");
        }
    }

    private long varint() {
        long value = 0;
        for (int index = 0; index < LONGEST_VARINT; index++) {
            if (at == end) {
                throw malformed("it ends within a number");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << VARINT_BITS * index;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number is too long");
    }

    private static IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException("The protobuf message is malformed: " + why);
    }
}
