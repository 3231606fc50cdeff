package io.farspan.telemetry.collect;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

import io.farspan.telemetry.store.Backlog;

/**
 * The metrics {@code farspan.telemetry.backlog}, how many records wait at the agents, and {@code farspan.telemetry.location.up},
 * which locations answer. What waits in a location that does not answer is not known, and then there is no series of it:
 * Prometheus takes one that is missing from a scrape as stale at once. Thread-safe.
 */
final class BacklogGauges {

    private final MultiGauge records;
    private final MultiGauge up;
    private final Map<String, Known> applications = new TreeMap<>();

    BacklogGauges(MeterRegistry meters) {
        this.records = MultiGauge.builder("farspan.telemetry.backlog")
                .description(
                        "Records that wait at the agents of locations that answer, as far as the agents said when they"
                                + " last had news")
                .baseUnit("records")
                .register(meters);
        this.up = MultiGauge.builder("farspan.telemetry.location.up")
                .description("Whether the location's function answers the calls that collect telemetry, 1 or 0")
                .register(meters);
    }

    private record Known(List<Backlog> backlogs, Map<String, Boolean> locations) {

        Known {
            backlogs = List.copyOf(backlogs);
            locations = Map.copyOf(locations);
        }
    }

    /**
     * Shows what is known of an application now.
     *
     * @param backlogs what waits in any location, also in one that is gone
     * @param locations the locations that there are, and whether each answers
     */
    synchronized void show(String application, Collection<Backlog> backlogs, Map<String, Boolean> locations) {
        applications.put(
                application,
                new Known(
                        backlogs.stream()
                                .filter(backlog -> locations.getOrDefault(backlog.location(), false))
                                .toList(),
                        locations));
        register();
    }

    /** Shows nothing of an application: nothing is better than what was. */
    synchronized void forget(String application) {
        applications.remove(application);
        register();
    }

    private void register() {
        records.register(
                rows((application, known) -> known.backlogs().stream()
                        .map(backlog -> Row.of(
                                tags(application, backlog.location())
                                        .and("stream", backlog.stream().value()),
                                backlog.records()))),
                true);
        up.register(
                rows((application, known) -> known.locations().entrySet().stream()
                        .map(location -> Row.of(tags(application, location.getKey()), location.getValue() ? 1 : 0))),
                true);
    }

    /** The series of one application. */
    private interface Rows {
        Stream<Row<Number>> of(String application, Known known);
    }

    private List<Row<?>> rows(Rows rows) {
        return applications.entrySet().stream()
                .flatMap(entry -> rows.of(entry.getKey(), entry.getValue()))
                .collect(Collectors.toUnmodifiableList());
    }

    private static Tags tags(String application, String location) {
        return Tags.of("application", application, "location", location);
    }
}
