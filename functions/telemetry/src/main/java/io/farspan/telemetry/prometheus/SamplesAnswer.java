package io.farspan.telemetry.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import io.farspan.telemetry.wire.ProtoWriter;
import io.farspan.telemetry.wire.Snappy;

/** One message with all samples, compressed by snappy. */
final class SamplesAnswer implements ReadAnswer {

    private static final int SERIES = 1;
    private static final int RESULTS = 1;
    private static final int SAMPLES = 2;

    private final List<ProtoWriter> results = new ArrayList<>();

    @Override
    public void query() {
        results.add(new ProtoWriter());
    }

    @Override
    public void series(SortedMap<String, String> labels, long[] millis, double[] values, int count) {
        ProtoWriter series = new ProtoWriter();
        ReadAnswer.labels(series, labels);
        for (int index = 0; index < count; index++) {
            ProtoWriter sample = new ProtoWriter();
            sample.real(1, values[index]);
            sample.number(2, millis[index]);
            series.message(SAMPLES, sample);
        }
        results.get(results.size() - 1).message(SERIES, series);
    }

    @Override
    public long size() {
        return results.stream().mapToLong(ProtoWriter::size).sum();
    }

    @Override
    public byte[] body() {
        ProtoWriter response = new ProtoWriter();
        results.forEach(result -> response.message(RESULTS, result));
        return Snappy.compress(response.toBytes());
    }
}
