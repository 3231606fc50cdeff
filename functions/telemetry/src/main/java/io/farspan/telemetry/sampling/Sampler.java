package io.farspan.telemetry.sampling;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.reach.FunctionClient;
import io.farspan.home.settings.Applications;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.telemetry.collect.CollectRoute;
import io.farspan.telemetry.collect.Collector;
import io.farspan.telemetry.collect.LocationRoutes;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.SampleStore;

/** Samples the instances that have no agent of ours while this router is home, all locations at the same time. */
@Singleton
class Sampler {

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int THREADS = 2;

    private final SamplingConfig config;
    private final Applications applications;
    private final LocationRoutes routes;
    private final Collector collector;
    private final SampleRequests requests;
    private final SampleStore store;
    private final FunctionClient functions;
    private final Duties planning = new Duties("farspan-telemetry-sampling", 1);
    private final Duties storing = new Duties("farspan-telemetry-samples", THREADS);

    Sampler(
            SamplingConfig config,
            Applications applications,
            LocationRoutes routes,
            Collector collector,
            Rules rules,
            SampleStore store,
            FunctionClient functions) {
        this.config = config;
        this.applications = applications;
        this.routes = routes;
        this.collector = collector;
        this.requests = new SampleRequests(rules.ruleSet());
        this.store = store;
        this.functions = functions;
    }

    void start(@Observes StartupEvent event) {
        if (collector.isEnabled() && config.enabled()) {
            if (config.interval().compareTo(LEAST_INTERVAL) < 0) {
                throw new IllegalArgumentException(
                        "farspan.telemetry.sampling.interval must be at least a second, but is " + config.interval());
            }
            for (String application : applications.names()) {
                Map<String, LocationSampling> samplings = new ConcurrentHashMap<>();
                planning.begin(
                        "sampling the instances of " + application + " without our agent",
                        Schedule.every(TICK),
                        () -> step(application, samplings));
            }
        }
    }

    private void step(String application, Map<String, LocationSampling> samplings) {
        if (routes.isHome(application)) {
            Map<String, CollectRoute> known = routes.all(application);
            samplings.keySet().retainAll(known.keySet());
            known.forEach((location, route) -> samplings
                    .computeIfAbsent(location, name -> sampling(application, name))
                    .begin(route, collector.withoutAgent(application, location)));
        }
    }

    private LocationSampling sampling(String application, String location) {
        return new LocationSampling(
                application,
                location,
                requests,
                (route, call, timeout) -> functions.call(
                        route.route(),
                        call,
                        false,
                        route.epoch(),
                        timeout,
                        TraceContext.continueFrom(Optional.empty()),
                        () -> {}),
                new LocationSamples(
                        application, requests, store, config.interval().dividedBy(2)),
                config.interval(),
                config.deadline(),
                task -> storing.later(Duration.ZERO, task));
    }

    @PreDestroy
    void close() {
        planning.close();
        storing.close();
    }
}
