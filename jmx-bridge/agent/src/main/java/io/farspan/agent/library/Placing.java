package io.farspan.agent.library;

import java.util.function.BooleanSupplier;

/** The appender of one copy, and since when it is in. It hangs at a class of the copy. */
final class Placing {

    private final BooleanSupplier appender;
    private boolean in;
    private long since;

    Placing(BooleanSupplier appender) {
        this.appender = appender;
    }

    /** Puts the appender in where it is missing; false when the library is not configured yet. */
    boolean look() {
        if (appender.getAsBoolean() && !in) {
            since = System.nanoTime();
            in = true;
        }
        return in;
    }

    /** When it was first seen to be in, as {@link System#nanoTime()}. */
    long since() {
        return since;
    }
}
