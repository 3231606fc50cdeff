package io.farspan.core.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes taken in as they come, in pieces that are never moved: to grow costs no copy of what is there. */
final class Segments {

    private static final int FIRST = 1_024;
    private static final int OTHERS = 64 << 10;

    private final List<byte[]> full = new ArrayList<>(1);
    private byte[] current = new byte[0];
    private int filled;
    private int size;

    int size() {
        return size;
    }

    void add(ByteBuffer from, int count) {
        int left = count;
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
        byte[] whole = new byte[size];
        int at = 0;
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

    void clear() {
        full.clear();
        current = new byte[0];
        filled = 0;
        size = 0;
    }
}
