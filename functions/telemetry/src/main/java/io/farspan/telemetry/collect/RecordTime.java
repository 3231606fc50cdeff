package io.farspan.telemetry.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

import io.farspan.protocol.stream.Frames;

/** A record's time by its process' steady clock without the rest of it: an agent writes it first. */
final class RecordTime {

    private static final byte[] TIME = "{\"t\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AHEAD = ",\"d\":".getBytes(StandardCharsets.UTF_8);

    /** The digits of today's nanoseconds. A number of so many that is too large for a long becomes negative. */
    private static final int DIGITS = 19;

    /** The base of the digits. */
    private static final int TEN = 10;

    private final byte[] block;
    private final int end;
    private int at;

    private RecordTime(Frames.Frame frame) {
        this.block = frame.block();
        this.at = frame.from();
        this.end = frame.to();
    }

    /** The time, unless the record begins with something else. */
    static OptionalLong of(Frames.Frame frame) {
        return new RecordTime(frame).read();
    }

    private OptionalLong read() {
        if (!skip(TIME)) {
            return OptionalLong.empty();
        }
        OptionalLong time = digits();
        if (time.isEmpty() || !skip(AHEAD)) {
            return isMember() ? time : OptionalLong.empty();
        }
        boolean behind = at < end && block[at] == '-';
        at += behind ? 1 : 0;
        OptionalLong ahead = digits();
        return ahead.isEmpty() || !isMember()
                ? OptionalLong.empty()
                : OptionalLong.of(time.getAsLong() + (behind ? -ahead.getAsLong() : ahead.getAsLong()));
    }

    private boolean skip(byte[] text) {
        boolean there = at + text.length < end && Arrays.equals(block, at, at + text.length, text, 0, text.length);
        at += there ? text.length : 0;
        return there;
    }

    private OptionalLong digits() {
        long number = 0;
        int begin = at;
        for (; at < end && block[at] >= '0' && block[at] <= '9'; at++) {
            number = number * TEN + block[at] - '0';
        }
        return at > begin && at - begin <= DIGITS && number >= 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private boolean isMember() {
        return at < end && (block[at] == ',' || block[at] == '}');
    }
}
