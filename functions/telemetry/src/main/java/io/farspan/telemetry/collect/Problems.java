package io.farspan.telemetry.collect;

/** What is wrong with parts of an answer: the first of it in words, the rest by number. Not thread-safe. */
final class Problems {

    private static final int LONGEST = 500;

    private String first = "";
    private int count;

    void add(String problem) {
        if (count++ == 0) {
            first = problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "...";
        }
    }

    /** In one sentence; empty when there are none. */
    @Override
    public String toString() {
        return count <= 1 ? first : first + " (and " + (count - 1) + " more)";
    }
}
