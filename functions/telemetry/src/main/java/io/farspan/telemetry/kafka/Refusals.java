package io.farspan.telemetry.kafka;

import io.farspan.protocol.call.Text;

/** What was not taken of the messages of a reading: the first in words, the rest by number. Not thread-safe. */
final class Refusals {

    private static final int LONGEST = 500;

    private String first = "";
    private int count;

    void add(String refusal) {
        if (count++ == 0) {
            first = Text.escape(refusal.length() <= LONGEST ? refusal : refusal.substring(0, LONGEST) + "...");
        }
    }

    /** In one sentence; empty when there are none. */
    @Override
    public String toString() {
        return count <= 1 ? first : first + " (and " + (count - 1) + " more)";
    }
}
