package io.farspan.agent.point.spec;

import java.util.Locale;

/** What a point does. */
public enum PointKind {
    /** Counts how often control comes there. */
    COUNTER(true, 0, 0),
    /** Writes a text with values. */
    LOG(true, 10, 1_000),
    /** Writes all variables that can be seen there, and the stack. */
    SNAPSHOT(true, 1, 100),
    /** Measures how long a method takes. */
    TIMING(false, 0, 0);

    private final boolean atLine;
    private final int defaultRate;
    private final int mostRate;

    PointKind(boolean atLine, int defaultRate, int mostRate) {
        this.atLine = atLine;
        this.defaultRate = defaultRate;
        this.mostRate = mostRate;
    }

    /** The word that stands for it in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can be at a line. */
    boolean canBeAtLine() {
        return atLine;
    }

    /** Whether each hit is a record, so that there is a limit to them. */
    public boolean recordsHits() {
        return mostRate > 0;
    }

    int defaultRate() {
        return defaultRate;
    }

    int mostRate() {
        return mostRate;
    }
}
