package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.reach.FunctionClient;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.PublishCall;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;

/** Collects each application's telemetry while this router is its home, all locations at the same time. */
@Singleton
public class Collector {

    private static final int THREADS = 8;

    private final CollectConfig config;
    private final BatchReader reader;
    private final Applications applications;
    private final Store database;
    private final LocationRoutes routes;
    private final TelemetryStore store;
    private final FunctionClient functions;
    private final Map<String, ApplicationCollection> collections = new ConcurrentHashMap<>();
    private final Duties planning = new Duties("farspan-telemetry", 2);
    private final Duties collecting = new Duties("farspan-telemetry-collect", THREADS);

    Collector(
            CollectConfig config,
            TelemetryConfig telemetry,
            Rules rules,
            Applications applications,
            Store database,
            LocationRoutes routes,
            TelemetryStore store,
            FunctionClient functions) {
        this.config = config;
        this.reader = new BatchReader(new TimeWindow(telemetry.retention()), rules.ruleSet());
        this.applications = applications;
        this.database = database;
        this.routes = routes;
        this.store = store;
        this.functions = functions;
    }

    void start(@Observes StartupEvent event) {
        if (isEnabled()) {
            for (String application : applications.names()) {
                ApplicationCollection collection = of(application);
                planning.begin(
                        "collecting the telemetry of " + application, Schedule.every(config.busy()), collection::step);
            }
        }
    }

    /** Whether this router collects the telemetry of the applications of which it is home. */
    public boolean isEnabled() {
        return config.enabled() && database.isConfigured();
    }

    /** How a location's records come; there is no other in this router. */
    LocationTransport transport(String application, String location) {
        return of(application).turn(location).transport;
    }

    /** Whether the location has answered lately, so that what is known of it is not old. */
    boolean isAnswering(String application, String location) {
        Duration twoCalls = config.quiet().plus(config.deadline()).multipliedBy(2);
        return of(application).turn(location).transport.hasAnsweredWithin(twoCalls);
    }

    /** The instances of a location that have no agent of ours, as far as it has been collected from. */
    public Set<InstanceId> withoutAgent(String application, String location) {
        return of(application).turn(location).transport.withoutAgent();
    }

    private ApplicationCollection of(String application) {
        return collections.computeIfAbsent(application, ApplicationCollection::new);
    }

    /** The collection of one application. */
    private final class ApplicationCollection {

        private final String application;
        private final Map<String, Turn> turns = new ConcurrentHashMap<>();

        ApplicationCollection(String application) {
            this.application = application;
        }

        /** Begins a step in each location whose pause is over. */
        void step() {
            if (!routes.isHome(application)) {
                turns.clear(); // another home collects meanwhile
                return;
            }
            Map<String, CollectRoute> known = routes.all(application);
            turns.keySet().retainAll(known.keySet());
            known.forEach((location, route) -> turn(location).turns.plan(route));
        }

        Turn turn(String location) {
            return turns.computeIfAbsent(location, name -> new Turn(application, name));
        }
    }

    /** A location's collection and its turns. */
    private final class Turn {

        private final LocationTransport transport;
        private final LocationTurns turns;

        Turn(String application, String location) {
            LocationInstances instances = generation -> routes.instances(application, location, generation);
            this.transport = config.isByKafka(location)
                    ? new LocationPublication(
                            application, location, store, calls(PublishCall.PLUGIN), instances, config)
                    : new LocationCollection(
                            application, location, store, calls(CollectCall.PLUGIN), instances, config, reader);
            this.turns = new LocationTurns(collecting, config, transport::step, System::nanoTime);
        }

        private CollectCalls calls(String plugin) {
            return (route, call, timeout) -> functions.plugin(
                    route.route(),
                    plugin,
                    call,
                    route.epoch(),
                    timeout,
                    TraceContext.continueFrom(Optional.empty()),
                    () -> {});
        }
    }

    @PreDestroy
    void close() {
        planning.close();
        collecting.close();
    }
}
