package io.farspan.core.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes taken in as they come, in pieces that are never moved: to grow costs no copy of what is there. Of bytes that may be
 * like others that are there already, those from where they differ are kept.
 */
final class Segments {

    private static final int FIRST = 1_024;
    private static final int OTHERS = 64 << 10;

    private final List<byte[]> full = new ArrayList<>(1);
    private byte[] current = new byte[0];
    private int filled;
    private int size;
    private byte[] other = {};
    private int equal;

    /** How many have come. */
    int size() {
        return equal + size;
    }

    /** How many are, from the first on, as in those that they were compared with. */
    int equal() {
        return equal;
    }

    /** From now on what comes is compared with {@code bytes}, as what has come already is. */
    void compareWith(byte[] bytes) {
        byte[] come = join();
        other = bytes;
        add(ByteBuffer.wrap(come), come.length);
    }

    private int skipEqual(ByteBuffer from, int count) {
        if (size > 0 || equal == other.length) {
            return count;
        }
        int compared = Math.min(count, other.length - equal);
        int at = from.slice(from.position(), compared).mismatch(ByteBuffer.wrap(other, equal, compared));
        int same = at < 0 ? compared : at;
        from.position(from.position() + same);
        equal += same;
        return count - same;
    }

    void add(ByteBuffer from, int count) {
        int left = skipEqual(from, count);
        while (left > 0) {
            if (filled == current.length) {
                if (filled > 0) {
                    full.add(current);
                }
                current = new byte[size == 0 ? Math.max(FIRST, Math.min(left, OTHERS)) : OTHERS];
                filled = 0;
            }
            int next = Math.min(left, current.length - filled);
            from.get(current, filled, next);
            filled += next;
            size += next;
            left -= next;
        }
    }

    /** All of them in one piece; they are let go. */
    byte[] join() {
        byte[] whole = new byte[equal + size];
        System.arraycopy(other, 0, whole, 0, equal);
        int at = equal;
        for (int i = 0; i < full.size(); i++) {
            byte[] next = full.get(i);
            System.arraycopy(next, 0, whole, at, next.length);
            at += next.length;
            full.set(i, new byte[0]);
        }
        System.arraycopy(current, 0, whole, at, filled);
        clear();
        return whole;
    }

    /** A copy of those that are kept here. */
    byte[] copyKept() {
        byte[] kept = new byte[size];
        int at = 0;
        for (byte[] next : full) {
            System.arraycopy(next, 0, kept, at, next.length);
            at += next.length;
        }
        System.arraycopy(current, 0, kept, at, filled);
        return kept;
    }

    void clear() {
        full.clear();
        current = new byte[0];
        filled = 0;
        size = 0;
        equal = 0;
        other = current;
    }
}
