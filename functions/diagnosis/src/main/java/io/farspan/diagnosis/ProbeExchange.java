package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.subscription.Cancellable;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.MapHead;

/** Sends probes, and records what their answers and failures tell of each location. */
final class ProbeExchange {

    private static final long DEADLOCKS_EVERY = Duration.ofSeconds(2).toNanos();

    private final MapWatch map;
    private final Functions functions;
    private final ProbeQuestions questions;
    private final Map<String, LocationObservations> observations;
    private final RouterSightings routers;
    private final StallDetector stalls;
    private final DiagnosisConfig config;
    private final Clock clock;

    /** @param observations those of all locations, which also learn from what others tell */
    ProbeExchange(
            MapWatch map,
            Functions functions,
            ProbeQuestions questions,
            Map<String, LocationObservations> observations,
            RouterSightings routers,
            StallDetector stalls,
            DiagnosisConfig config,
            Clock clock) {
        this.map = map;
        this.functions = functions;
        this.questions = questions;
        this.observations = observations;
        this.routers = routers;
        this.stalls = stalls;
        this.config = config;
        this.clock = clock;
    }

    /** Probes a location, unless nothing is known of the map yet. */
    void probe(LocationObservations observed, Route route, boolean relayed, Optional<Facts> facts) {
        Optional<MapHead> current = map.head();
        if (current.isEmpty()) {
            return;
        }
        Object token = new Object();
        if (relayed) {
            observed.relaying = token;
        } else {
            observed.probing = token;
            observed.probingSince = System.nanoTime();
        }
        long started = System.nanoTime();
        long sent = clock.millis();
        boolean withDeadlocks = started - observed.deadlocksAt > DEADLOCKS_EVERY;
        if (withDeadlocks) {
            observed.deadlocksAt = started;
        }
        Indicators.Asked asked = new Indicators.Asked(withDeadlocks, questions.asksForHeartbeats(observed));
        Duration limit = relayed ? config.timeout().multipliedBy(3) : config.coldStart();
        ProbeCall question = questions.to(observed, observations.values(), facts, current.get(), asked, relayed);
        Cancellable underWay = functions
                .probe(route, question, current.get().epoch(), limit)
                .subscribe()
                .with(
                        answer -> {
                            if (!relayed) {
                                questions.answered(observed, question);
                            }
                            boolean awaited = done(observed, token);
                            observed.rest(started);
                            if (awaited) {
                                answered(observed, answer, started, relayed, asked, sent);
                            }
                        },
                        failure -> {
                            boolean awaited = done(observed, token);
                            observed.rest(started);
                            // A refusal counts as an answer, however late it arrives.
                            if (awaited
                                    && failure instanceof FunctionFailure known
                                    && (!stalls.tolerant() || isThrottled(known))) {
                                observed.failed(known, started, relayed, sent);
                            }
                        });
        if (!relayed) {
            observed.probe = underWay;
        }
    }

    private static boolean isThrottled(FunctionFailure failure) {
        return failure.problem().code() == ProblemCode.FUNCTION_THROTTLED;
    }

    /** Whether the answer was still awaited. */
    private static boolean done(LocationObservations observed, Object token) {
        if (token == observed.probing) {
            observed.probing = null;
            return true;
        }
        if (token == observed.relaying) {
            observed.relaying = null;
            return true;
        }
        return false;
    }

    private void answered(
            LocationObservations observed,
            ProbeAnswer answer,
            long started,
            boolean relayed,
            Indicators.Asked asked,
            long sent) {
        observed.answered(answer, started, relayed, asked, sent, clock.millis());
        List<String> standbys = map.head().map(MapHead::standby).orElse(List.of());
        routers.told(answer.observers(), standbys, started);
        for (LocationObservations other : observations.values()) {
            if (!other.location.equals(observed.location)) {
                other.seenBy(observed.location, answer, started);
            }
        }
    }
}
