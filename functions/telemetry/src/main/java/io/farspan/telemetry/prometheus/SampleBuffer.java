package io.farspan.telemetry.prometheus;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The samples of one set of labels. They may come from several stored series, when a rule has changed its metric's type, and
 * are then brought into order; of several at the same time the last counts. Not thread-safe.
 */
final class SampleBuffer {

    private static final int FIRST = 1_024;

    private long[] millis = new long[FIRST];
    private double[] values = new double[FIRST];
    private int count;
    private boolean ordered = true;

    void add(long at, double value) {
        if (count > 0 && at == millis[count - 1]) {
            values[count - 1] = value;
            return;
        }
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        ordered &= count == 0 || at > millis[count - 1];
        millis[count] = at;
        values[count++] = value;
    }

    int count() {
        return count;
    }

    /** Passes the samples on, in order, and forgets them. */
    void end(SortedMap<String, String> labels, ReadAnswer answer) {
        if (!ordered) {
            order();
        }
        if (count > 0) {
            answer.series(labels, millis, values, count);
        }
        count = 0;
        ordered = true;
    }

    private void order() {
        long[] times = millis;
        double[] unordered = values;
        int[] places = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingLong(place -> times[place]))
                .mapToInt(Integer::intValue)
                .toArray();
        millis = new long[times.length];
        values = new double[times.length];
        count = 0;
        ordered = true;
        for (int place : places) {
            add(times[place], unordered[place]);
        }
    }
}
