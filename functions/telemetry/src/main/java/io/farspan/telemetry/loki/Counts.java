package io.farspan.telemetry.loki;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.LogCount;

/** What was counted, by the labels of its series, as much as an answer may have. Not thread-safe. */
final class Counts {

    /** The most series, as Loki has it. */
    private static final int MOST = 500;

    /** The most counts that are added up. */
    private static final int MOST_COUNTS = 100_000;

    /** The most points of all series; as text they fill about the room that an answer has. */
    private static final int MOST_POINTS = 250_000;

    /** The most characters of the values of all series' labels, which stand in the answer. */
    private static final long LONGEST = 2L << 20;

    private final Map<SortedMap<String, String>, Map<Long, long[]>> series = new LinkedHashMap<>();
    private int counted;
    private long length;

    /**
     * A value of a series.
     *
     * @param step the number of the step
     * @param value the value
     */
    record Point(int step, double value) {}

    /**
     * Adds a count of a group that has these labels.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST} for a series too many, {@code TOO_MUCH} for labels that are too long
     */
    void add(SortedMap<String, String> common, List<String> labels, LogCount count) {
        SortedMap<String, String> key = new TreeMap<>(common);
        for (int index = 0; index < labels.size(); index++) {
            if (!count.group().get(index).isEmpty()) {
                key.put(labels.get(index), count.group().get(index));
            }
        }
        long[] sum = series.computeIfAbsent(key, this::begin).computeIfAbsent(count.stretch(), stretch -> new long[2]);
        sum[0] += count.records();
        sum[1] += count.bytes();
        counted++;
    }

    private Map<Long, long[]> begin(SortedMap<String, String> labels) {
        if (series.size() == MOST) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "maximum of series (" + MOST + ") reached for a single query");
        }
        length += labels.values().stream().mapToLong(String::length).sum();
        if (length > LONGEST) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "the labels of the series have more than " + LONGEST + " characters together: sum by fewer labels");
        }
        return new HashMap<>();
    }

    /** How many counts may still be added. */
    int room() {
        return MOST_COUNTS - counted;
    }

    /**
     * The points of each series; a step without records has none.
     *
     * @throws FarspanException {@code TOO_MUCH}: a count is a point of every step whose range it is in, so that few counts may
     *     become many points
     */
    Map<SortedMap<String, String>, List<Point>> points(Steps steps, LogQl.Function function) {
        Map<SortedMap<String, String>, List<Point>> all = new LinkedHashMap<>();
        int room = MOST_POINTS;
        for (Map.Entry<SortedMap<String, String>, Map<Long, long[]>> each : series.entrySet()) {
            List<Point> points = points(each.getValue(), steps, function);
            room -= points.size();
            if (room < 0) {
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        "the answer has more than " + MOST_POINTS
                                + " points: sum by fewer labels, or take a longer step or a shorter time range");
            }
            all.put(each.getKey(), points);
        }
        return all;
    }

    private static List<Point> points(Map<Long, long[]> sums, Steps steps, LogQl.Function function) {
        int stretches = Math.toIntExact(steps.firstStretch(steps.count() - 1) + steps.stretches());
        long[] records = new long[stretches + 1];
        long[] bytes = new long[stretches + 1];
        for (int stretch = 0; stretch < stretches; stretch++) {
            long[] sum = sums.getOrDefault((long) stretch, new long[2]);
            records[stretch + 1] = records[stretch] + sum[0];
            bytes[stretch + 1] = bytes[stretch] + sum[1];
        }
        List<Point> points = new ArrayList<>();
        for (int step = 0; step < steps.count(); step++) {
            int from = Math.toIntExact(steps.firstStretch(step));
            int to = Math.toIntExact(from + steps.stretches());
            if (records[to] > records[from]) {
                points.add(new Point(
                        step, function.of(records[to] - records[from], bytes[to] - bytes[from], steps.range())));
            }
        }
        return points;
    }
}
