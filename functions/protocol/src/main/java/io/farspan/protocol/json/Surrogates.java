package io.farspan.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds half a surrogate pair in UTF-8, where it must not be (RFC 3629, section 3). Jackson 2.21 refuses it where it reads a
 * text and passes over it where it skips one, so a value that was skipped would be refused only later.
 */
final class Surrogates {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The first byte of each, which is also that of other characters. */
    private static final byte LEAD = (byte) 0xED;

    private static final int LEAST_SECOND = 0xA0;
    private static final long LEADS = 0xEDED_EDED_EDED_EDEDL;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private Surrogates() {}

    /** Where the first one is in {@code source[from, to)}; -1 when there is none. */
    static int find(byte[] source, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to && !hasLead((long) LONGS.get(source, at))) {
                at += Long.BYTES;
                continue;
            }
            int end = Math.min(at + Long.BYTES, to);
            for (; at < end; at++) {
                if (source[at] == LEAD && at + 1 < to && (source[at + 1] & 0xFF) >= LEAST_SECOND) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Whether one of eight bytes is {@link #LEAD}; it may say so of none, never the other way round. */
    private static boolean hasLead(long eight) {
        long difference = eight ^ LEADS;
        return ((difference - ONES) & ~difference & HIGH) != 0;
    }
}
