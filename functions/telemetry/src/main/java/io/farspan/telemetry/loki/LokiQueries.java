package io.farspan.telemetry.loki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.store.LogCondition;
import io.farspan.telemetry.store.LogSearch;
import io.farspan.telemetry.store.LogSearches;
import io.farspan.telemetry.store.SearchTime;
import io.farspan.telemetry.store.StoredLog;

/** Evaluates queries over the applications of this router. Every method blocks. Thread-safe. */
@Singleton
class LokiQueries {

    /** About the most bytes of the lines of an answer. */
    private static final long MOST_BYTES = 8L << 20;

    /** By these each record's series is found when a query does not say. */
    private static final List<String> GROUPS = List.of("location", "instance", "stream", Labels.LEVEL);

    private final TelemetryAccess access;
    private final LogSearches searches;

    LokiQueries(TelemetryAccess access, LogSearches searches) {
        this.access = access;
        this.searches = searches;
    }

    /**
     * A record of an application.
     *
     * @param application the application
     * @param record the record
     */
    record Line(String application, StoredLog record) {}

    /** The applications that a query selects. */
    List<String> applications(LogQl.Logs logs) {
        return access.applications().stream()
                .filter(name -> logs.selects(Labels.APPLICATION, name))
                .toList();
    }

    FirstLines lines(LogQl.Logs logs, Instant start, Instant end, boolean backward, int limit) {
        FirstLines first = new FirstLines(backward, limit, MOST_BYTES);
        SearchTime time = new SearchTime();
        List<String> applications = applications(logs);
        for (int index = 0; index < applications.size(); index++) {
            String application = applications.get(index);
            LogSearch search = new LogSearch(
                    application,
                    backward ? first.end().orElse(start) : start,
                    backward ? end : first.end().orElse(end),
                    logs.conditions());
            // One more than the limit, so that what is left out is known.
            searches.records(
                            search,
                            backward,
                            limit + 1,
                            time.part(applications.size() - index),
                            record -> first.add(application, record))
                    .ifPresent(first::searchedTo);
        }
        return first;
    }

    Counts counts(LogQl.Counted query, Steps steps) {
        List<String> labels = query.by().orElse(GROUPS);
        boolean ofApplications = query.by().isEmpty() || labels.contains(Labels.APPLICATION);
        List<String> grouped = labels.stream()
                .filter(label -> !label.equals(Labels.APPLICATION))
                .toList();
        List<LogCondition.Field> fields =
                grouped.stream().map(Labels::field).flatMap(Optional::stream).toList();
        Counts counts = new Counts();
        SearchTime time = new SearchTime();
        for (String application : applications(query.logs())) {
            SortedMap<String, String> common = new TreeMap<>();
            if (ofApplications) {
                common.put(Labels.APPLICATION, application);
            }
            LogSearch search = new LogSearch(
                    application, steps.from(), steps.to(), query.logs().conditions());
            searches.counts(
                    search, steps.stretch(), fields, counts.room(), time, count -> counts.add(common, grouped, count));
        }
        return counts;
    }
}
