package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Optional;

import io.farspan.home.reach.Route;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * When a location is probed: each period, sooner under suspicion, later while calls or the platform need the capacity, and
 * by a relay when the direct way fails or is slow. For the watch's thread.
 */
final class ProbeSchedule {

    /**
     * The time after which a slow function is also probed by another route, to distinguish a slow function from a slow
     * link.
     */
    private static final long SLOW_ANSWER = Duration.ofSeconds(2).toNanos();

    private final MapWatch map;
    private final Attention attention;
    private final ProbeExchange exchange;

    ProbeSchedule(MapWatch map, Attention attention, ProbeExchange exchange) {
        this.map = map;
        this.attention = attention;
        this.exchange = exchange;
    }

    /** Probes a location if it is time. */
    void look(LocationObservations observed, FunctionEndpoint endpoint, Optional<Facts> facts, boolean home, long now) {
        Optional<LocationFacts> known = facts.flatMap(all -> all.of(observed.location));
        boolean reachable = known.map(it -> !it.host().fails()).orElse(true);
        boolean suspect = known.map(observed::suspect).orElse(true);
        Duration period = suspect ? attention.suspiciousPeriod(home) : attention.period();
        if (!reachable) {
            observed.abandonProbe();
        }
        if (reachable && observed.probing == null && now - observed.nextProbe >= 0 && !observed.givesWay(now)) {
            observed.nextProbe = now + period.toNanos();
            exchange.probe(observed, Route.direct(endpoint), false, facts);
        }
        boolean slow = observed.probing != null && now - observed.probingSince > SLOW_ANSWER;
        boolean detour = slow
                || known.map(it -> it.host().fails() || it.function().fails()).orElse(false);
        if (detour && observed.relaying == null && now - observed.nextRelay >= 0) {
            Relays.to(observed.location, facts, map.endpoints()).ifPresent(via -> {
                observed.nextRelay = now + attention.period().toNanos();
                exchange.probe(observed, Route.relayed(via, observed.location), true, facts);
            });
        }
    }
}
