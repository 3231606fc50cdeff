package io.farspan.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.lease.Leases;
import io.farspan.home.settings.Applications;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.traffic.TrafficDirector;
import io.farspan.provider.traffic.TrafficDirectorProvider;

/**
 * Keeps the cloud's traffic service in line with the map, for clients that do not use the map's own records: at once
 * after a move, and periodically in case the two differ, as they do after a crash in between.
 */
@Singleton
class Traffic {

    private static final Logger LOG = Logger.getLogger(Traffic.class);
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double WHOLE = 100;
    private static final int TOLERATED = 2;

    private final Optional<TrafficDirector> director;
    private final List<String> applications;
    private final MapView map;
    private final Predicate<String> home;
    private final Duties duties = new Duties("farspan-traffic", 1);

    @Inject
    Traffic(Config config, PluginFolder plugins, Applications applications, MapView map, Leases home) {
        this(
                TrafficDirectorProvider.createFrom(key -> config.getOptionalValue(key, String.class), plugins),
                applications.names(),
                map,
                home::isHome);
    }

    Traffic(Optional<TrafficDirector> director, List<String> applications, MapView map, Predicate<String> home) {
        this.director = director;
        this.applications = applications;
        this.map = map;
        this.home = home;
    }

    void start(@Observes StartupEvent event) {
        begin(Schedule.every(EVERY).startingAfter(EVERY).growingTo(LONGEST_PAUSE));
    }

    void begin(Schedule schedule) {
        director.ifPresent(it -> applications.forEach(application -> duties.begin(
                "comparing the traffic of " + application + " with the map", schedule, () -> align(application))));
    }

    /** Sends traffic where the map says. A router that is no longer home does nothing: the new home does it. */
    Uni<Void> follow(String application, List<TrafficTarget> targets) {
        return director.filter(it -> home.test(application))
                .map(it -> it.direct(application, targets))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Corrects the traffic service for an application that this router is home of, if it differs from the map. */
    void align(String application) {
        director.ifPresent(it -> align(application, it));
    }

    private void align(String application, TrafficDirector it) {
        if (!home.test(application)) {
            return;
        }
        MapView.Known<MapHead> head = await(map.head(application));
        MapView.Known<Routes> routes = await(map.routes(application, head.generation()));
        List<TrafficTarget> targets = routes.value().traffic();
        if (head.stale() || routes.stale() || targets.isEmpty()) {
            return;
        }
        // Checked again: the service may have taken long to answer, and a new home may have moved traffic since.
        if (differ(shares(targets), await(it.shares(application))) && home.test(application)) {
            LOG.infof("%s: the traffic service differs from the map; setting it to %s", application, shares(targets));
            await(it.direct(application, targets));
        }
    }

    private static Map<String, Integer> shares(List<TrafficTarget> targets) {
        Map<String, Integer> weights = Move.weights(targets);
        long sum = weights.values().stream().mapToLong(Integer::longValue).sum();
        Map<String, Integer> shares = new TreeMap<>();
        weights.forEach(
                (location, weight) -> shares.put(location, sum == 0 ? 0 : (int) Math.round(WHOLE * weight / sum)));
        return shares;
    }

    /** Whether shares differ by more than the rounding of the traffic services. */
    private static boolean differ(Map<String, Integer> wanted, Map<String, Integer> present) {
        return wanted.entrySet().stream()
                .anyMatch(share -> Math.abs(share.getValue() - present.getOrDefault(share.getKey(), 0)) > TOLERATED
                        || (share.getValue() == 0) != (present.getOrDefault(share.getKey(), 0) == 0));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(LIMIT);
    }

    @PreDestroy
    void close() {
        duties.close();
        director.ifPresent(TrafficDirector::close);
    }
}
