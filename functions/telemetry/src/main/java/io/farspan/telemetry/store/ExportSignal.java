package io.farspan.telemetry.store;

import java.util.Locale;

/** What is sent on, each kind with a place of its own. */
public enum ExportSignal {
    /** Log records, and the gaps of all streams. */
    LOGS("log_arrival"),
    /** Points of metrics. */
    METRICS("metric_arrival");

    /** No other use of advisory locks in the database has it. */
    private static final int TURN = 1_815_140_000;

    private final String arrivals;

    ExportSignal(String arrivals) {
        this.arrivals = arrivals;
    }

    /** The table of their arrivals. */
    String arrivals() {
        return arrivals;
    }

    /** Of the advisory lock by which who begins to read them waits for who stores. */
    int turn() {
        return TURN + ordinal();
    }

    /** The word for it, as in OTLP's paths. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
