package io.farspan.telemetry.push;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.store.MetricPoints;

/** Points of metrics that were sent together, by the instance that they are of, and what is refused. Not thread-safe. */
public final class PushedMetrics implements Pushed {

    /** The most points of a push. */
    static final int MOST_POINTS = 50_000;

    /** About what a point takes, with its place in the index. */
    private static final int BYTES_OF_POINT = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]{0,254}");
    private static final int LONGEST_UNIT = 63;
    private static final int LONGEST_DESCRIPTION = 1_000;

    private final Map<InstanceId, List<Timed>> points = new LinkedHashMap<>();
    private int count;
    private int refused;
    private Optional<String> why = Optional.empty();

    /**
     * A point.
     *
     * @param nanos when it was by the clock of who sent it, in nanoseconds since 1970
     * @param point the point
     */
    public record Timed(long nanos, MetricPoint point) {}

    /**
     * Adds a point, or refuses it.
     *
     * @throws FarspanException {@code BODY_TOO_LARGE} for more points than may be sent together
     */
    public void add(
            InstanceId instance, long nanos, Metric metric, SortedMap<String, String> attributes, double value) {
        if (++count > MOST_POINTS) {
            throw new FarspanException(
                    ProblemCode.BODY_TOO_LARGE,
                    "More than " + MOST_POINTS + " points were sent together. Have them sent in smaller batches.");
        }
        if (!NAME.matcher(metric.name()).matches()
                || metric.unit().length() > LONGEST_UNIT
                || metric.description().length() > LONGEST_DESCRIPTION) {
            refuse(
                    1,
                    "a metric's name must match " + NAME + ", its unit may have " + LONGEST_UNIT
                            + " characters and its description " + LONGEST_DESCRIPTION);
        } else if (!Double.isFinite(value)) {
            refuse(1, "a value must be a finite number");
        } else if (!MetricPoints.fits(attributes)) {
            refuse(1, "a point has too many attributes, or too long ones");
        } else if (!points.containsKey(instance) && points.size() >= PushedLogs.MOST_INSTANCES) {
            refuse(1, "more than " + PushedLogs.MOST_INSTANCES + " instances are in one push; have them sent apart");
        } else {
            points.computeIfAbsent(instance, key -> new ArrayList<>())
                    .add(new Timed(nanos, new MetricPoint(metric, attributes, value)));
        }
    }

    /** Refuses points. */
    public void refuse(int some, String reason) {
        refused += some;
        why = why.or(() -> Optional.of(reason));
    }

    /** The points, by instance. */
    public Map<InstanceId, List<Timed>> points() {
        return points;
    }

    @Override
    public long bytes() {
        return (long) BYTES_OF_POINT * count;
    }

    @Override
    public int refused() {
        return refused;
    }

    @Override
    public Optional<String> why() {
        return why;
    }
}
