package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.settings.Applications;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * Counts how many records wait at the agents, by application, location and stream. The streams of one name are one series,
 * whatever the number of instances. Only home counts. Thread-safe.
 */
@Singleton
class BacklogMeter {

    /** The most series of an application; those with most that waits are shown. */
    private static final int MOST = 1_000;

    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final Collector collector;
    private final Applications applications;
    private final LocationRoutes routes;
    private final TelemetryStore store;
    private final BacklogGauges gauges;
    private final Duties duties = new Duties("farspan-telemetry-backlog", 1);

    BacklogMeter(
            Collector collector,
            Applications applications,
            LocationRoutes routes,
            TelemetryStore store,
            MeterRegistry meters) {
        this.collector = collector;
        this.applications = applications;
        this.routes = routes;
        this.store = store;
        this.gauges = new BacklogGauges(meters);
    }

    void start(@Observes StartupEvent event) {
        if (collector.isEnabled()) {
            for (String application : applications.names()) {
                duties.begin(
                        "counting what waits at the agents of " + application,
                        Schedule.every(PAUSE).growingTo(PAUSE.multipliedBy(4)),
                        () -> count(application));
            }
        }
    }

    /** Counts once. Blocks, and fails like the store and a read of the map. */
    void count(String application) {
        try {
            if (routes.isHome(application)) {
                Map<String, Boolean> locations = routes.all(application).keySet().stream()
                        .collect(Collectors.toMap(
                                location -> location, location -> collector.isAnswering(application, location)));
                gauges.show(application, store.backlogs(application, MOST), locations);
            } else {
                gauges.forget(application); // its home says it
            }
        } catch (RuntimeException e) {
            gauges.forget(application);
            throw e;
        }
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
