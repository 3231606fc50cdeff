package io.farspan.telemetry.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;

/**
 * The points of a batch: its series once each, and the points in columns, because there are many. A batch can have points of
 * more series than an instance may have, or with attributes that are too long: those belong to no series.
 */
public final class MetricPoints {

    /** No points. */
    public static final MetricPoints NONE = new Builder().build();

    /** The most series of a batch. */
    static final int MOST_SERIES = 10_000;

    private static final int MOST_ATTRIBUTES = 32;
    private static final int LONGEST_NAME = 255;

    /** The most characters of all attributes' values together. */
    private static final int LONGEST_VALUES = 2_048;

    private final List<Series> series;
    private final Columns columns;

    private MetricPoints(List<Series> series, Columns columns) {
        this.series = List.copyOf(series);
        this.columns = columns;
    }

    /**
     * A series of an instance.
     *
     * @param metric what it is of
     * @param attributes by name, see {@link MetricPoint#attributes}
     */
    record Series(Metric metric, SortedMap<String, String> attributes) {}

    /** Whether a point may have these attributes. */
    public static boolean fits(SortedMap<String, String> attributes) {
        return attributes.size() <= MOST_ATTRIBUTES
                && attributes.keySet().stream().allMatch(name -> name.length() <= LONGEST_NAME)
                && attributes.values().stream().mapToInt(String::length).sum() <= LONGEST_VALUES;
    }

    /** The series, each once. */
    List<Series> series() {
        return series;
    }

    /** How many points there are. */
    public int size() {
        return columns.size;
    }

    /** The number of a point's series in {@link #series}; negative for one that belongs to none. */
    int seriesOf(int point) {
        return columns.series[point];
    }

    /** When a point was sampled by home's clock, in nanoseconds since 1970. */
    long nanos(int point) {
        return columns.nanos[point];
    }

    /** The offset of a point's record. */
    long offset(int point) {
        return columns.offsets[point];
    }

    double value(int point) {
        return columns.values[point];
    }

    /** Times of all days that have points. */
    LongStream times() {
        return IntStream.range(0, columns.size).mapToLong(this::nanos);
    }

    /** The columns, which grow. */
    private static final class Columns {
        private static final int FIRST = 64;

        private int[] series = new int[FIRST];
        private long[] nanos = new long[FIRST];
        private long[] offsets = new long[FIRST];
        private double[] values = new double[FIRST];
        private int size;

        void add(int ofSeries, long at, long offset, double value) {
            if (size == series.length) {
                series = Arrays.copyOf(series, 2 * size);
                nanos = Arrays.copyOf(nanos, 2 * size);
                offsets = Arrays.copyOf(offsets, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            series[size] = ofSeries;
            nanos[size] = at;
            offsets[size] = offset;
            values[size++] = value;
        }
    }

    /** Takes points, sample by sample in the order of their offsets. Not thread-safe. */
    public static final class Builder {
        private static final int LEFT_OUT = -1;

        private final Map<Series, Integer> numbers = new LinkedHashMap<>();
        private final Columns columns = new Columns();

        /**
         * Adds what was sampled at a time.
         *
         * @param offset the offset of its record
         * @param nanos when it was by home's clock, in nanoseconds since 1970
         */
        public Builder add(long offset, long nanos, List<MetricPoint> points) {
            for (MetricPoint point : points) {
                columns.add(number(new Series(point.metric(), point.attributes())), nanos, offset, point.value());
            }
            return this;
        }

        private int number(Series series) {
            Integer known = numbers.get(series);
            if (known != null) {
                return known;
            }
            if (numbers.size() >= MOST_SERIES || !fits(series.attributes())) {
                return LEFT_OUT;
            }
            numbers.put(series, numbers.size());
            return numbers.size() - 1;
        }

        /** The points so far. */
        public MetricPoints build() {
            return new MetricPoints(new ArrayList<>(numbers.keySet()), columns);
        }
    }
}
