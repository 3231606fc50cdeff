package io.farspan.telemetry.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.telemetry.collect.CollectConfig;
import io.farspan.telemetry.collect.LocationBatches;
import io.farspan.telemetry.collect.LocationRoutes;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;

/** Reads each application's topics while this router is its home, and its functions publish to Kafka. */
@Singleton
class TopicCollector {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final KafkaConfig config;
    private final CollectConfig collect;
    private final TelemetryConfig telemetry;
    private final Rules rules;
    private final Applications applications;
    private final Store database;
    private final LocationRoutes routes;
    private final TelemetryStore store;
    private final List<Duties> threads = new ArrayList<>();

    TopicCollector(
            KafkaConfig config,
            CollectConfig collect,
            TelemetryConfig telemetry,
            Rules rules,
            Applications applications,
            Store database,
            LocationRoutes routes,
            TelemetryStore store) {
        this.config = config;
        this.collect = collect;
        this.telemetry = telemetry;
        this.rules = rules;
        this.applications = applications;
        this.database = database;
        this.routes = routes;
        this.store = store;
    }

    void start(@Observes StartupEvent event) {
        if (collect.byKafka().isPresent() && config.servers().isEmpty()) {
            throw new IllegalStateException(
                    "farspan.telemetry.collect.by-kafka names locations, but farspan.kafka.servers"
                            + " no brokers. Set both or neither.");
        }
        if (collect.enabled() && collect.byKafka().isPresent() && database.isConfigured()) {
            config.settings().ifPresent(settings -> applications.names().forEach(name -> start(name, settings)));
        }
    }

    /** An application has a thread of its own: its brokers may hang. */
    private void start(String application, KafkaSettings settings) {
        Duties thread = new Duties("farspan-telemetry-kafka", 1);
        threads.add(thread);
        TopicCreation creation = new TopicCreation(settings, application);
        TopicReader reader = new TopicReader(
                settings,
                application,
                new Intakes(
                        store,
                        () -> new LocationBatches(store, telemetry, rules.ruleSet()),
                        location -> routes.instances(application, location)));
        thread.begin(
                "reading the topics of " + application,
                Schedule.every(PAUSE).growingTo(LONGEST_PAUSE),
                () -> step(application, creation, reader));
    }

    private void step(String application, TopicCreation creation, TopicReader reader) throws InterruptedException {
        if (!routes.isHome(application)) {
            reader.close(); // another home reads meanwhile
            return;
        }
        Set<String> locations = routes.all(application).keySet().stream()
                .filter(collect::isByKafka)
                .collect(Collectors.toSet());
        if (config.createTopics()) {
            creation.ensure(locations);
        }
        reader.step(locations);
    }

    @PreDestroy
    void close() {
        threads.forEach(Duties::close);
    }
}
