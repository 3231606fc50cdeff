package io.farspan.telemetry.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a protobuf message. */
public final class ProtoWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int TYPE_BITS = 3;
    private static final int VARINT_BITS = 7;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** How many bytes there are. */
    public int size() {
        return out.size();
    }

    /** Adds a number of variable length. */
    public void number(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /** Adds a double. */
    public void real(int field, double value) {
        fixed(field, Double.doubleToRawLongBits(value));
    }

    /** Adds a number of eight bytes. */
    public void fixed(int field, long value) {
        tag(field, FIXED64);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (value >>> shift));
        }
    }

    /** Adds a text. */
    public void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes. */
    public void bytes(int field, byte[] value) {
        tag(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    /** Adds a message as it is now. */
    public void message(int field, ProtoWriter message) {
        tag(field, BYTES);
        varint(message.size());
        out.writeBytes(message.toBytes());
    }

    /** The message. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int type) {
        varint((long) field << TYPE_BITS | type);
    }

    private void varint(long value) {
        varint(out, value);
    }

    /** Writes a number as many bytes as it needs. */
    public static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= VARINT_BITS) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
    }
}
