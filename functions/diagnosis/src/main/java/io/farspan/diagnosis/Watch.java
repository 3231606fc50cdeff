package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

import io.smallrye.mutiny.subscription.Cancellable;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Duty;
import io.farspan.home.duty.Schedule;
import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;

/**
 * Watches one application: one probe per location and period with connection attempts to each host in between, and more
 * of both as soon as something is suspected. One thread makes all decisions, one step every few milliseconds, and never
 * blocks.
 */
final class Watch {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration SUSPICIOUS_PERIOD = Duration.ofMillis(300);
    private static final Duration LEAST_BETWEEN_PINGS = Duration.ofMillis(33);
    private static final Duration BURST_PAUSE = Duration.ofMillis(20);
    private static final long DEADLOCKS_EVERY = Duration.ofSeconds(2).toNanos();
    /**
     * The time after which a slow function is also probed by another route, to distinguish a slow function from a slow
     * link.
     */
    private static final long SLOW_ANSWER = Duration.ofSeconds(2).toNanos();

    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final int MOST_PINGS = 60;
    private static final int MOST_PEERS = 5;
    /** The observer's name for a router without a location, which is the only one. */
    static final String UNNAMED = "home";

    /** The filler of a probe that does not fit into a small packet; no more of it is sent than is needed. */
    private static final int LARGE = 1_460;

    private final String application;
    private final String observer;
    private final String mapServer;
    private final DiagnosisConfig config;
    private final MapWatch map;
    private final Functions functions;
    private final HostProber pinger;
    private final LargeProbes large;
    private final Indicators indicators;
    private final Inference inference;
    private final StableVerdicts judgement;
    private final StallDetector stalls = new StallDetector(STEP, System::nanoTime);
    private final Duties duties;
    private final Duty stepping;
    private final Clock clock = Clock.systemUTC();

    private final Map<String, LocationObservations> observations = new ConcurrentSkipListMap<>();
    private final Map<String, Long> routers = new ConcurrentHashMap<>();
    private final Map<String, OwnCalls> calls = new ConcurrentHashMap<>();
    private volatile Optional<Facts> facts = Optional.empty();
    private volatile long askedAt;
    private volatile boolean acting;
    private volatile boolean suspected;

    Watch(
            String application,
            String observer,
            String mapServer,
            DiagnosisConfig config,
            LocationMap map,
            MapView view,
            Functions functions,
            HostProber pinger,
            LargeProbes large,
            Duties duties,
            Consumer<VerdictChange> changed) {
        this.application = application;
        this.observer = observer;
        this.mapServer = mapServer;
        this.config = config;
        this.map = new MapWatch(application, map, view, stalls, clock);
        this.functions = functions;
        this.pinger = pinger;
        this.large = large;
        this.indicators = new Indicators(config);
        this.inference = new Inference(config.clockTolerance());
        this.judgement = new StableVerdicts(application, clock, changed);
        this.duties = duties;
        this.askedAt = System.nanoTime();
        this.stepping = duties.begin("the diagnosis of " + application, Schedule.every(STEP), this::step);
    }

    /** Looks no longer; what is under way comes to nothing. */
    void stop() {
        stepping.cancel();
        observations.values().forEach(LocationObservations::abandonProbe);
    }

    /** Records that the diagnosis is being read. */
    void asked() {
        askedAt = System.nanoTime();
    }

    /** Sets whether this router acts on the verdicts, so that the watch stays attentive. */
    void acting(boolean now) {
        acting = now;
    }

    /** Records that a call to a location failed, which is probed at once unless it is throttled. */
    void failed(String location, Problem problem) {
        LocationObservations observed = observations.get(location);
        if (observed == null) {
            return;
        }
        observed.nextPing = System.nanoTime();
        if (problem.code() == ProblemCode.FUNCTION_THROTTLED) {
            observed.refusedCall(problem);
        } else if (!observed.throttling.isBackingOff()) {
            observed.nextProbe = System.nanoTime();
        }
    }

    /** Records the start or the end of a call to a location's function. */
    void calling(String location, boolean begins) {
        LocationObservations observed = observations.computeIfAbsent(location, this::observed);
        if (begins) {
            observed.inFlight.incrementAndGet();
        } else {
            observed.inFlight.updateAndGet(calls -> Math.max(0, calls - 1));
        }
    }

    /** Records that a function answered a call, so that it is up whatever becomes of a concurrent probe. */
    void answered(String location, boolean direct) {
        LocationObservations observed = observations.get(location);
        if (observed != null) {
            observed.answeredCall(direct);
        }
    }

    List<Verdict> verdicts() {
        return judgement.verdicts();
    }

    Optional<Facts> facts() {
        return facts;
    }

    /** The edge from a location's function to home, whichever router that is. */
    EdgeState homeSeenFrom(String location) {
        LocationObservations observed = observations.get(location);
        return observed == null ? EdgeState.UNKNOWN : observed.backward.state(period(), config.timeout());
    }

    /** The present probe interval. */
    Duration period() {
        return attentive() ? config.period() : config.idlePeriod();
    }

    boolean attentive() {
        return acting || suspected || isAsked();
    }

    private boolean isAsked() {
        return System.nanoTime() - askedAt < config.attention().toNanos();
    }

    /** The interval of connection attempts; at most thirty hosts a second in all. */
    private Duration pingEvery() {
        Duration wanted = attentive() ? config.pingEvery() : config.idlePeriod();
        Duration possible =
                LEAST_BETWEEN_PINGS.multipliedBy(Math.max(1, map.endpoints().size()));
        return wanted.compareTo(possible) > 0 ? wanted : possible;
    }

    /** Whether the watch stalls: no step was made for much longer than one takes. */
    boolean standsStill() {
        return stepping.standsStill(STANDSTILL);
    }

    private void step() {
        stalls.step();
        map.read(period());
        for (Map.Entry<String, FunctionEndpoint> entry : map.endpoints().entrySet()) {
            look(observations.computeIfAbsent(entry.getKey(), this::observed), entry.getValue());
        }
        observations.keySet().retainAll(map.endpoints().keySet());
        judge();
    }

    private LocationObservations observed(String location) {
        return new LocationObservations(location, indicators, calls(location), config.silentAgentSoak(), clock);
    }

    /** This router's calls to a location's agents. */
    OwnCalls calls(String location) {
        return calls.computeIfAbsent(location, key -> new OwnCalls());
    }

    private void look(LocationObservations observed, FunctionEndpoint endpoint) {
        long now = System.nanoTime();
        if (now - observed.nextPing >= 0 && observed.pings.get() < MOST_PINGS) {
            observed.nextPing = now + pingEvery().toNanos();
            ping(observed, endpoint);
        }
        Optional<LocationFacts> known = facts.flatMap(all -> all.of(observed.location));
        boolean reachable = known.map(it -> !it.host().fails()).orElse(true);
        boolean suspect = known.map(observed::suspect).orElse(true);
        Duration period = suspect ? suspiciousPeriod() : period();
        if (!reachable) {
            observed.abandonProbe();
        }
        if (reachable && observed.probing == null && now - observed.nextProbe >= 0 && !observed.givesWay(now)) {
            observed.nextProbe = now + period.toNanos();
            probe(observed, Route.direct(endpoint), false);
        }
        boolean slow = observed.probing != null && now - observed.probingSince > SLOW_ANSWER;
        boolean detour = slow
                || known.map(it -> it.host().fails() || it.function().fails()).orElse(false);
        if (detour && observed.relaying == null && now - observed.nextRelay >= 0) {
            relayer(observed.location).ifPresent(via -> {
                observed.nextRelay = now + period().toNanos();
                probe(observed, Route.relayed(via, observed.location), true);
            });
        }
    }

    /**
     * The probe interval during suspicion. A standby whose diagnosis is not read probes less, because home probes
     * enough and each probe takes capacity.
     */
    private Duration suspiciousPeriod() {
        return isHome() || acting || isAsked() ? SUSPICIOUS_PERIOD : config.period();
    }

    private void ping(LocationObservations observed, FunctionEndpoint endpoint) {
        observed.pings.incrementAndGet();
        pinger.ping(
                endpoint,
                config.timeout(),
                sample -> {
                    observed.pings.decrementAndGet();
                    if (sample.ok() || !stalls.tolerant()) {
                        observed.reached(sample);
                    }
                },
                observed.pings::decrementAndGet);
    }

    private void probe(LocationObservations observed, Route route, boolean relayed) {
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
        Duration limit = relayed ? config.timeout().multipliedBy(3) : config.coldStart();
        ProbeCall question = question(observed, current.get(), withDeadlocks, relayed);
        Cancellable underWay = functions
                .probe(route, question, current.get().epoch(), limit)
                .subscribe()
                .with(
                        answer -> {
                            if (!relayed && !question.padding().isEmpty()) {
                                large.answered(observed.location);
                            }
                            boolean awaited = done(observed, token);
                            observed.rest(started);
                            if (awaited) {
                                answered(observed, answer, started, relayed, withDeadlocks, sent);
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

    private ProbeCall question(LocationObservations observed, MapHead current, boolean withDeadlocks, boolean relayed) {
        List<String> suspects = new ArrayList<>();
        List<String> next = new ArrayList<>();
        List<String> first = new ArrayList<>();
        for (LocationObservations other : observations.values()) {
            if (!other.location.equals(observed.location)) {
                boolean suspect = facts.flatMap(all -> all.of(other.location))
                        .map(other::suspect)
                        .orElse(false);
                (suspect ? suspects : other.location.compareTo(observed.location) > 0 ? next : first)
                        .add(other.location);
            }
        }
        // Each function tries those that follow it, so that every location has witnesses however many there are.
        List<String> peers = new ArrayList<>(suspects);
        peers.addAll(next);
        peers.addAll(first);
        ProbeCall question = new ProbeCall(
                application,
                indicators.requests(withDeadlocks),
                peers.subList(0, Math.min(MOST_PEERS, peers.size())),
                suspects,
                true,
                config.timeout().toMillis(),
                current.generation(),
                self(),
                padding(observed, relayed));
        return suspected || relayed ? question : question.briefly();
    }

    /**
     * Pads the request beyond a small packet. While all is well only some are padded: that is enough to detect a link that
     * loses large packets, and keeps the traffic small.
     */
    private String padding(LocationObservations observed, boolean relayed) {
        boolean due = relayed ? suspected : large.take(observed.location, period(), System.nanoTime()) || suspected;
        return due ? "x".repeat(LARGE) : "";
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
            boolean withDeadlocks,
            long sent) {
        observed.answered(answer, started, relayed, withDeadlocks, sent, clock.millis());
        List<String> standbys = map.head().map(MapHead::standby).orElse(List.of());
        answer.observers().forEach((router, age) -> {
            if (standbys.contains(router)) {
                routers.merge(
                        router, started - Duration.ofMillis(Math.max(0, age)).toNanos(), Math::max);
            }
        });
        for (LocationObservations other : observations.values()) {
            if (!other.location.equals(observed.location)) {
                other.seenBy(observed.location, answer, started);
            }
        }
    }

    /** How long ago the router in a location probed a function, as far as functions have told. */
    Optional<Duration> probedBy(String location) {
        return Optional.ofNullable(routers.get(location)).map(at -> Duration.ofNanos(System.nanoTime() - at));
    }

    private Optional<String> self() {
        return observer.equals(UNNAMED) ? Optional.empty() : Optional.of(observer);
    }

    /** A function that home reaches and that reaches, or may reach, the location's function. */
    private Optional<FunctionEndpoint> relayer(String location) {
        Optional<Facts> known = facts;
        return known.flatMap(all -> all.locations().stream()
                .filter(other ->
                        !other.location().equals(location) && other.host().ok())
                .sorted((a, b) -> Boolean.compare(sees(all, b, location), sees(all, a, location)))
                .findFirst()
                .map(other -> map.endpoints().get(other.location())));
    }

    private static boolean sees(Facts all, LocationFacts witness, String location) {
        return all.of(location)
                .map(it -> it.peers()
                        .getOrDefault(witness.location(), EdgeState.UNKNOWN)
                        .ok())
                .orElse(false);
    }

    private void judge() {
        if (stalls.blind()) {
            return; // earlier verdicts stand until there are new observations
        }
        long now = System.nanoTime();
        List<LocationFacts> all = new ArrayList<>();
        boolean any = false;
        for (LocationObservations observed : observations.values()) {
            FunctionEndpoint endpoint = map.endpoints().get(observed.location);
            LocationFacts before = observed.facts(pingEvery(), period(), config.timeout(), config.coldStart());
            if (!stalls.tolerant() && observed.link.judge(before.host(), now) && endpoint != null) {
                burst(observed, endpoint);
            }
            LocationFacts after = home(observed.facts(pingEvery(), period(), config.timeout(), config.coldStart()));
            all.add(after);
            any |= observed.suspect(after);
        }
        suspected = any;
        Facts found = new Facts(application, observer, all, map.state(period()), mapServer);
        facts = Optional.of(found);
        judgement.take(inference.explain(found), found);
        for (LocationObservations observed : observations.values()) {
            observed.link.blame(judgement.blamesLink(observer, observed.location));
        }
    }

    /** The facts, with the edges from functions to home only while this router is home. */
    private LocationFacts home(LocationFacts found) {
        return isHome() ? found : found.withoutBackward();
    }

    private boolean isHome() {
        return observer.equals(UNNAMED)
                || map.head().map(it -> it.home().equals(observer)).orElse(false);
    }

    private void burst(LocationObservations observed, FunctionEndpoint endpoint) {
        for (int attempt = 0; attempt < LinkMonitor.BURST; attempt++) {
            duties.later(BURST_PAUSE.multipliedBy(attempt), () -> ping(observed, endpoint));
        }
    }
}
