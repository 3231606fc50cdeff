package io.farspan.telemetry.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.store.MetricStore;
import io.farspan.telemetry.store.SeriesQuery;
import io.farspan.telemetry.store.StoredSeries;

/** Answers queries from the store. Its methods block. */
final class MetricAnswers {

    /** The most series of a query. */
    static final int MOST_SERIES = 10_000;

    /** The most values of all its series, before those of several instances become one. */
    static final int MOST_VALUES = 400_000;

    private static final Comparator<StoredSeries> ORDER = Comparator.comparing(
                    (StoredSeries series) -> series.metric().name())
            .thenComparing(series -> series.metric().unit())
            .thenComparing(series -> series.metric().type())
            .thenComparing(series -> series.attributes().toString())
            .thenComparing(StoredSeries::instance);

    private final MetricStore store;

    MetricAnswers(MetricStore store) {
        this.store = store;
    }

    /**
     * The answer.
     *
     * @param view attributes as the caller may see them
     * @throws FarspanException {@code TOO_MUCH}, or as the store fails
     */
    MetricReport answer(MetricQuery query, UnaryOperator<RawJson> view) {
        Grid grid = query.grid();
        Grid read = query.rate() ? grid.withBefore(grid.window()) : grid;
        List<StoredSeries> series = series(query, read, view);
        if ((long) series.size() * grid.count() > MOST_VALUES) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    series.size() + " series at " + grid.count() + " steps are more than " + MOST_VALUES
                            + " values. Make step longer, the range shorter, or name fewer metrics and instances.");
        }
        double[][] values = new double[series.size()][];
        SeriesValues each = query.rate() ? SeriesValues.rate(grid) : SeriesValues.last(grid);
        int[] current = {-1};
        store.points(series, read.begin(), read.end(), (number, millis, value) -> {
            if (number != current[0]) {
                end(values, current[0], each);
                current[0] = number;
            }
            each.take(millis, value);
        });
        end(values, current[0], each);
        return new MetricReport(
                query.application(),
                query.from(),
                grid.step() / 1_000.0,
                query.aggregate().word(),
                query.rate(),
                report(query, series, values));
    }

    private List<StoredSeries> series(MetricQuery query, Grid read, UnaryOperator<RawJson> view) {
        List<StoredSeries> series = new ArrayList<>(store.series(new SeriesQuery(
                List.of(query.application()),
                query.location(),
                query.instance(),
                read.begin(),
                metric -> query.name().matches(metric.name())
                        && (!query.rate() || metric.type().isMonotonic()),
                view,
                each -> query.labels().stream()
                        .allMatch(label -> label.matches(each.attributes().getOrDefault(label.name(), ""))),
                MOST_SERIES)));
        series.sort(ORDER);
        return series;
    }

    private static void end(double[][] values, int number, SeriesValues each) {
        if (number >= 0) {
            values[number] = each.end();
        }
    }

    /** One row a series, or one for all instances of it; those without a value are left out. */
    private static List<MetricReport.OfSeries> report(MetricQuery query, List<StoredSeries> series, double[][] values) {
        List<MetricReport.OfSeries> rows = new ArrayList<>();
        for (int begin = 0; begin < series.size(); ) {
            int end = begin + 1;
            while (query.aggregate() != Aggregate.NONE
                    && end < series.size()
                    && isSame(series.get(begin), series.get(end))) {
                end++;
            }
            List<double[]> some = new ArrayList<>();
            for (int number = begin; number < end; number++) {
                if (values[number] != null && !Arrays.stream(values[number]).allMatch(Double::isNaN)) {
                    some.add(values[number]);
                }
            }
            if (!some.isEmpty()) {
                rows.add(row(query, series.get(begin), some));
            }
            begin = end;
        }
        return rows;
    }

    private static boolean isSame(StoredSeries one, StoredSeries other) {
        Metric metric = one.metric();
        return metric.name().equals(other.metric().name())
                && metric.unit().equals(other.metric().unit())
                && metric.type() == other.metric().type()
                && one.attributes().equals(other.attributes());
    }

    private static MetricReport.OfSeries row(MetricQuery query, StoredSeries series, List<double[]> values) {
        Metric metric = series.metric();
        return new MetricReport.OfSeries(
                metric.name(),
                query.rate() ? metric.unit() + "/s" : metric.unit(),
                metric.type().word(),
                json(series.attributes()),
                query.aggregate() == Aggregate.NONE ? Optional.of(series.instance()) : Optional.empty(),
                values.size(),
                values.size() == 1 ? values.get(0) : together(query.aggregate(), values));
    }

    private static double[] together(Aggregate aggregate, List<double[]> values) {
        double[] result = new double[values.get(0).length];
        double[] some = new double[values.size()];
        for (int step = 0; step < result.length; step++) {
            int count = 0;
            for (double[] each : values) {
                if (!Double.isNaN(each[step])) {
                    some[count++] = each[step];
                }
            }
            Arrays.sort(some, 0, count);
            result[step] = count == 0 ? Double.NaN : aggregate.of(some, count);
        }
        return result;
    }

    private static RawJson json(SortedMap<String, String> attributes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        attributes.forEach(json::put);
        return RawJson.of(json);
    }
}
