package io.farspan.telemetry.prometheus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.rules.PrometheusName;
import io.farspan.telemetry.store.MetricStore;
import io.farspan.telemetry.store.SeriesQuery;
import io.farspan.telemetry.store.StoredSeries;

/** Answers requests from the store. Its methods block. */
final class ReadAnswers {

    private static final int MOST_SERIES = 10_000;
    private static final int MOST_SAMPLES = 1_000_000;

    private final MetricStore store;
    private final Set<String> externalLabels;
    private final long mostBytes;

    /**
     * Answers from this store.
     *
     * @param externalLabels the names of labels that series lack and that are ignored
     * @param mostBytes the most bytes of an answer before it is compressed
     */
    ReadAnswers(MetricStore store, Set<String> externalLabels, long mostBytes) {
        this.store = store;
        this.externalLabels = Set.copyOf(externalLabels);
        this.mostBytes = mostBytes;
    }

    /** A stored series and the labels that Prometheus sees. */
    private record Labelled(StoredSeries series, SortedMap<String, String> labels, String order) {}

    /**
     * The body of the answer.
     *
     * @param applications those that the caller may read
     * @param view attributes as the caller may see them
     */
    byte[] answer(ReadRequest request, List<String> applications, UnaryOperator<RawJson> view) {
        ReadAnswer answer = ReadAnswer.of(request.type());
        int[] left = {MOST_SAMPLES};
        for (ReadRequest.Query query : request.queries()) {
            answer.query();
            if (!query.to().isBefore(query.from())) {
                answer(query, series(query, applications, view), answer, left);
            }
        }
        return answer.body();
    }

    private List<Labelled> series(ReadRequest.Query query, List<String> applications, UnaryOperator<RawJson> view) {
        List<LabelMatcher> matchers = query.matchers().stream()
                .filter(matcher -> !externalLabels.contains(matcher.name()))
                .toList();
        List<String> some = applications.stream()
                .filter(application -> matches(matchers, SeriesLabels.APPLICATION, application))
                .toList();
        Map<Long, SortedMap<String, String>> labels = new HashMap<>();
        List<StoredSeries> found = store.series(new SeriesQuery(
                some,
                exact(matchers, SeriesLabels.LOCATION),
                exact(matchers, SeriesLabels.INSTANCE),
                query.from(),
                metric -> matches(
                        matchers, SeriesLabels.NAME, PrometheusName.of(metric).sample()),
                view,
                series -> {
                    SortedMap<String, String> own = SeriesLabels.of(series);
                    boolean meant = matchers.stream()
                            .allMatch(matcher -> matcher.matches(own.getOrDefault(matcher.name(), "")));
                    if (meant) {
                        labels.put(series.id(), own);
                    }
                    return meant;
                },
                MOST_SERIES));
        List<Labelled> series = new ArrayList<>();
        found.forEach(each -> {
            SortedMap<String, String> own = labels.getOrDefault(each.id(), SeriesLabels.of(each));
            series.add(new Labelled(each, own, order(own)));
        });
        series.sort(Comparator.comparing(Labelled::order));
        return series;
    }

    /** Labels are compared name by name and value by value. */
    private static String order(SortedMap<String, String> labels) {
        StringBuilder order = new StringBuilder();
        labels.forEach((name, value) ->
                order.append(name).append('\u0001').append(value).append('\u0001'));
        return order.toString();
    }

    private static boolean matches(List<LabelMatcher> matchers, String name, String value) {
        return matchers.stream()
                .filter(matcher -> matcher.name().equals(name))
                .allMatch(matcher -> matcher.matches(value));
    }

    private static Optional<String> exact(List<LabelMatcher> matchers, String name) {
        return matchers.stream()
                .filter(matcher -> matcher.name().equals(name))
                .map(LabelMatcher::exact)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void answer(ReadRequest.Query query, List<Labelled> series, ReadAnswer answer, int[] left) {
        SampleBuffer samples = new SampleBuffer();
        int[] current = {0};
        store.points(
                series.stream().map(Labelled::series).toList(), query.from(), query.to(), (number, millis, value) -> {
                    if (!series.get(number)
                            .labels()
                            .equals(series.get(current[0]).labels())) {
                        end(samples, series.get(current[0]), answer);
                    }
                    current[0] = number;
                    if (left[0]-- == 0) {
                        throw new FarspanException(
                                ProblemCode.TOO_MUCH,
                                "More than " + MOST_SAMPLES + " samples are asked for. Narrow the selector or the time"
                                        + " range.");
                    }
                    samples.add(millis, value);
                });
        if (samples.count() > 0) {
            end(samples, series.get(current[0]), answer);
        }
    }

    /** Labels may be longer than a series' samples, so that those alone do not limit an answer. */
    private void end(SampleBuffer samples, Labelled series, ReadAnswer answer) {
        samples.end(series.labels(), answer);
        if (answer.size() > mostBytes) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The answer has more than " + mostBytes + " bytes. Narrow the selector or the time range.");
        }
    }
}
