package io.farspan.telemetry.prometheus;

import java.io.ByteArrayOutputStream;

/**
 * Samples in Prometheus' XOR encoding: the first whole, then the differences of the differences of times and the changed bits
 * of values. Not thread-safe.
 *
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md">Prometheus, chunks</a>
 * @see <a href="https://www.vldb.org/pvldb/vol8/p1816-teller.pdf">Gorilla, section 4.1</a>
 */
final class XorChunk {

    /** The samples of a chunk, as many as Prometheus' own have. */
    static final int MOST = 120;

    private static final int SMALL = 14;
    private static final int MEDIUM = 17;
    private static final int LARGE = 20;
    private static final int LEADING_BITS = 5;
    private static final int MOST_LEADING = 31;
    private static final int LENGTH_BITS = 6;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private int bits;
    private int free = Byte.SIZE;

    private int count;
    private long first;
    private long time;
    private long delta;
    private long value;

    /** The zero bits around the meaningful ones of the last value that said so; negative when none has. */
    private int leading = -1;

    private int trailing;

    /** Adds a sample that is later than the one before. */
    void add(long millis, double sample) {
        long raw = Double.doubleToRawLongBits(sample);
        if (count == 0) {
            first = millis;
            varint(millis << 1 ^ millis >> Long.SIZE - 1);
            write(raw, Long.SIZE);
        } else {
            long step = millis - time;
            if (count == 1) {
                varint(step);
            } else {
                difference(step - delta);
            }
            delta = step;
            change(raw ^ value);
        }
        time = millis;
        value = raw;
        count++;
    }

    boolean isFull() {
        return count >= MOST;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long first() {
        return first;
    }

    long last() {
        return time;
    }

    /** The chunk: the number of samples in two bytes, and the samples. */
    byte[] toBytes() {
        byte[] samples = out.toByteArray();
        byte[] chunk = new byte[2 + samples.length + (free < Byte.SIZE ? 1 : 0)];
        chunk[0] = (byte) (count >>> Byte.SIZE);
        chunk[1] = (byte) count;
        System.arraycopy(samples, 0, chunk, 2, samples.length);
        if (free < Byte.SIZE) {
            chunk[chunk.length - 1] = (byte) (bits << free);
        }
        return chunk;
    }

    private void difference(long change) {
        if (change == 0) {
            write(0, 1);
        } else if (fits(change, SMALL)) {
            write(0b10, 2);
            write(change, SMALL);
        } else if (fits(change, MEDIUM)) {
            write(0b110, 3);
            write(change, MEDIUM);
        } else if (fits(change, LARGE)) {
            write(0b1110, 4);
            write(change, LARGE);
        } else {
            write(0b1111, 4);
            write(change, Long.SIZE);
        }
    }

    /** The range is one higher than that of a two's complement: its lowest pattern stands for the highest number. */
    private static boolean fits(long number, int size) {
        long half = 1L << size - 1;
        return number > -half && number <= half;
    }

    private void change(long change) {
        if (change == 0) {
            write(0, 1);
            return;
        }
        write(1, 1);
        int before = Math.min(Long.numberOfLeadingZeros(change), MOST_LEADING);
        int after = Long.numberOfTrailingZeros(change);
        if (leading >= 0 && before >= leading && after >= trailing) {
            write(0, 1);
        } else {
            leading = before;
            trailing = after;
            write(1, 1);
            write(leading, LEADING_BITS);
            write(Long.SIZE - leading - trailing, LENGTH_BITS); // 64 becomes 0, which no value has
        }
        write(change >>> trailing, Long.SIZE - leading - trailing);
    }

    private void varint(long number) {
        long rest = number;
        for (; (rest & ~0x7FL) != 0; rest >>>= Byte.SIZE - 1) {
            write(rest & 0x7F | 0x80, Byte.SIZE);
        }
        write(rest, Byte.SIZE);
    }

    /** Writes the lowest {@code size} bits, the highest of them first. */
    private void write(long number, int size) {
        for (int left = size; left > 0; ) {
            int some = Math.min(free, left);
            left -= some;
            bits = bits << some | (int) (number >>> left & (1 << some) - 1);
            free -= some;
            if (free == 0) {
                out.write(bits);
                bits = 0;
                free = Byte.SIZE;
            }
        }
    }
}
