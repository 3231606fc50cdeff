package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.lease.Leases;
import io.farspan.home.reach.FunctionClient;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;

/** Collects each application's telemetry while this router is its home, all locations at the same time. */
@Singleton
class Collector {

    private static final Duration MAP_LIMIT = Duration.ofSeconds(4);
    private static final int THREADS = 8;

    private final CollectConfig config;
    private final BatchReader reader;
    private final Applications applications;
    private final Store database;
    private final Leases leases;
    private final MapView map;
    private final RouteAdvisor advice;
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
            Leases leases,
            MapView map,
            RouteAdvisor advice,
            TelemetryStore store,
            FunctionClient functions) {
        this.config = config;
        this.reader = new BatchReader(new TimeWindow(telemetry.retention()), rules.ruleSet());
        this.applications = applications;
        this.database = database;
        this.leases = leases;
        this.map = map;
        this.advice = advice;
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
    boolean isEnabled() {
        return config.enabled() && database.isConfigured();
    }

    /** The collection of a location, which is the only one of this router. */
    LocationCollection collection(String application, String location) {
        return of(application).turn(location).collection;
    }

    /**
     * How a location is called now. Blocks. Fails with {@code NOT_HOME} when this router must not collect there,
     * {@code LOCATION_UNKNOWN} when it has no function.
     */
    CollectRoute route(String application, String location) {
        leases.admit(application);
        MapHead head = await(map.head(application)).value();
        Map<String, FunctionEndpoint> known =
                await(map.routes(application, head.generation())).value().functions();
        FunctionEndpoint function = known.get(location);
        if (function == null) {
            throw new FarspanException(
                    ProblemCode.LOCATION_UNKNOWN,
                    "'" + application + "' has no function in '" + location + "', so nothing there can be read.");
        }
        return CollectRoute.of(advice.advise(application, location), function, known, head.epoch(), head.generation());
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
            if (!leases.isHome(application)) {
                turns.clear(); // another home collects meanwhile
                return;
            }
            MapHead head = await(map.head(application)).value();
            Map<String, FunctionEndpoint> known = new HashMap<>(
                    await(map.routes(application, head.generation())).value().functions());
            turns.keySet().retainAll(known.keySet());
            known.forEach((location, function) -> turn(location)
                    .begin(CollectRoute.of(
                            advice.advise(application, location), function, known, head.epoch(), head.generation())));
        }

        Turn turn(String location) {
            return turns.computeIfAbsent(location, name -> new Turn(application, name));
        }
    }

    /** A location's turns: never two at a time. */
    private final class Turn {

        private final LocationCollection collection;
        private boolean underWay;
        private long notBefore = System.nanoTime();

        Turn(String application, String location) {
            this.collection = new LocationCollection(
                    application,
                    location,
                    store,
                    (route, call, timeout) -> functions.plugin(
                            route.route(),
                            CollectCall.PLUGIN,
                            call,
                            route.epoch(),
                            timeout,
                            TraceContext.continueFrom(Optional.empty()),
                            () -> {}),
                    generation -> await(map.instances(application, location, generation)).value().instances().stream()
                            .map(InstanceEntry::id)
                            .collect(Collectors.toSet()),
                    config,
                    reader);
        }

        synchronized void begin(CollectRoute route) {
            if (!underWay && System.nanoTime() - notBefore >= 0) {
                underWay = true;
                collecting.later(Duration.ZERO, () -> {
                    Duration pause = config.quiet();
                    try {
                        pause = collection.step(route);
                    } finally {
                        end(pause);
                    }
                });
            }
        }

        private synchronized void end(Duration pause) {
            underWay = false;
            notBefore = System.nanoTime() + pause.toNanos();
        }
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(MAP_LIMIT);
    }

    @PreDestroy
    void close() {
        planning.close();
        collecting.close();
    }
}
