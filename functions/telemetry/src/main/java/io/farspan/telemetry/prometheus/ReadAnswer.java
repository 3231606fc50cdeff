package io.farspan.telemetry.prometheus;

import java.util.SortedMap;

import io.farspan.telemetry.wire.ProtoWriter;

/** The body of an answer, series by series. Not thread-safe. */
interface ReadAnswer {

    /** Begins the answer to the next query. */
    void query();

    /** Adds a series with samples in the order of their times, no two at the same time. */
    void series(SortedMap<String, String> labels, long[] millis, double[] values, int count);

    /** The bytes so far. */
    long size();

    /** The whole body. */
    byte[] body();

    /** An answer of this type without anything in it. */
    static ReadAnswer of(ResponseType type) {
        return type == ResponseType.SAMPLES ? new SamplesAnswer() : new ChunksAnswer();
    }

    /** Writes labels as the first field of a series. */
    static void labels(ProtoWriter series, SortedMap<String, String> labels) {
        labels.forEach((name, value) -> {
            ProtoWriter label = new ProtoWriter();
            label.text(1, name);
            label.text(2, value);
            series.message(1, label);
        });
    }
}
