package io.farspan.bench;

import java.util.BitSet;

/** How often each of some numbered lines has arrived, counted by the number that the line itself begins with. */
final class LineTally {

    private final long first;
    private final int lines;
    private final BitSet arrived;
    private long doubled;

    /** For so many lines from a number on; what is numbered otherwise, or not at all, is none of them. */
    LineTally(long first, int lines) {
        this.first = first;
        this.lines = lines;
        this.arrived = new BitSet(lines);
    }

    /** Counts a line that has arrived. */
    void add(String line) {
        int end = line.indexOf(' ');
        String number = end < 0 ? line : line.substring(0, end);
        if (!number.matches("#[0-9]{1,18}")) {
            return;
        }
        long index = Long.parseLong(number.substring(1)) - first;
        if (index < 0 || index >= lines) {
            return;
        }
        if (arrived.get((int) index)) {
            doubled++;
        }
        arrived.set((int) index);
    }

    /** How many have not arrived. */
    long lost() {
        return (long) lines - arrived.cardinality();
    }

    /** How many arrived once more than they should have. */
    long doubled() {
        return doubled;
    }
}
