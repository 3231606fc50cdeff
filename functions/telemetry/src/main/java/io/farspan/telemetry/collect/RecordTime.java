package io.farspan.telemetry.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

import io.farspan.protocol.stream.Frames;

/** A record's time without the rest of it: an agent writes it first. */
final class RecordTime {

    private static final byte[] BEGINNING = "{\"t\":".getBytes(StandardCharsets.UTF_8);

    /** The digits of today's nanoseconds. A number of so many that is too large for a long becomes negative. */
    private static final int DIGITS = 19;

    /** The base of the digits. */
    private static final int TEN = 10;

    private RecordTime() {}

    /** The time, unless the record begins with something else. */
    static OptionalLong of(Frames.Frame frame) {
        byte[] block = frame.block();
        int at = frame.from() + BEGINNING.length;
        if (at >= frame.to() || !Arrays.equals(block, frame.from(), at, BEGINNING, 0, BEGINNING.length)) {
            return OptionalLong.empty();
        }
        long nanos = 0;
        int begin = at;
        for (; at < frame.to() && block[at] >= '0' && block[at] <= '9'; at++) {
            nanos = nanos * TEN + block[at] - '0';
        }
        boolean whole = at > begin && at - begin <= DIGITS && at < frame.to() && (block[at] == ',' || block[at] == '}');
        return whole && nanos >= 0 ? OptionalLong.of(nanos) : OptionalLong.empty();
    }
}
