package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.smallrye.mutiny.subscription.Cancellable;
import org.jspecify.annotations.Nullable;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** The observations of one location. Thread-safe. */
final class LocationObservations {

    /** How long a probe waits for a call under way, which shows as well whether the function answers. */
    private static final long YIELDS = Duration.ofMillis(500).toNanos();

    /** The same while the platform throttles the function. */
    private static final long YIELDS_LONGER = Duration.ofSeconds(2).toNanos();

    /** The interval at which answered calls are recorded; one says as much as many. */
    private static final long CALLS_NOTED_EVERY = Duration.ofMillis(200).toNanos();

    private static final long LONGEST_REST = Duration.ofSeconds(2).toNanos();

    /** The failed relayed probes after which they become less frequent. */
    private static final int RELAYED_IN_VAIN = 2;

    private static final int RAREST = 3;

    final String location;
    final EdgeLog host;
    final EdgeLog function;
    /** Only the direct ones of these answers. */
    final EdgeLog direct;

    final EdgeLog backward;
    final Map<String, EdgeLog> peers = new ConcurrentSkipListMap<>();
    final Map<InstanceId, EdgeLog> instances = new ConcurrentSkipListMap<>();
    final Map<InstanceId, Map<String, EdgeLog>> foreign = new ConcurrentSkipListMap<>();
    final LinkMonitor link;
    final ServiceEdges services;
    final Heartbeats heartbeats;
    final Map<InstanceId, InstanceHealth> health = new ConcurrentHashMap<>();
    final AtomicInteger pings = new AtomicInteger();

    /** The token of the probe under way; replaced when its answer is no longer awaited. */
    volatile @Nullable Object probing;

    volatile @Nullable Cancellable probe;
    volatile @Nullable Object relaying;
    /** The number of calls to the function under way. */
    final AtomicInteger inFlight = new AtomicInteger();

    final Throttling throttling =
            new Throttling(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    volatile long probingSince;
    volatile long nextPing = System.nanoTime();
    volatile long nextProbe = System.nanoTime();
    volatile long nextRelay = System.nanoTime();
    volatile long deadlocksAt;
    private volatile long calledAt = System.nanoTime() - CALLS_NOTED_EVERY;

    private final Clock clock;
    private final Indicators indicators;
    private final OwnCalls calls;
    private final Duration soak;
    private volatile Optional<String> functionFault = Optional.empty();
    private volatile int relayedInVain;
    private volatile Optional<String> certificate = Optional.empty();
    private volatile Optional<Long> skewMs = Optional.empty();

    /**
     * Observations of a location that has not been tried yet.
     *
     * @param calls this router's calls, which keep agents busy
     * @param soak how long an agent may accept connections without answering, if nothing else is known about its
     * instance
     * @param heartbeatEvery the interval of all heartbeats of the location together
     */
    LocationObservations(
            String location,
            Indicators indicators,
            OwnCalls calls,
            Duration soak,
            Duration heartbeatEvery,
            Clock clock) {
        this.location = location;
        this.indicators = indicators;
        this.calls = calls;
        this.soak = soak;
        this.clock = clock;
        this.services = new ServiceEdges(clock);
        this.heartbeats = new Heartbeats(heartbeatEvery, clock);
        this.host = new EdgeLog(clock);
        this.link = new LinkMonitor(host);
        this.function = new EdgeLog(clock);
        this.direct = new EdgeLog(clock);
        this.backward = new EdgeLog(clock);
    }

    /** Records an attempt to reach the host. */
    void reached(EdgeLog.Sample sample) {
        host.add(sample);
        certificate = sample.stage().equals(Optional.of(Stage.TLS))
                        && sample.ending() == Reach.Ending.REFUSED
                        && sample.detail()
                                .filter(detail -> detail.contains("certificate"))
                                .isPresent()
                ? sample.detail()
                : sample.ok() ? Optional.empty() : certificate;
    }

    /** Records that the function has answered a probe, sent directly or relayed. */
    void answered(
            ProbeAnswer answer,
            long started,
            boolean relayed,
            Indicators.Asked asked,
            long sentMillis,
            long receivedMillis) {
        Reach reached = Reach.reached(location, 0, (System.nanoTime() - started) / 1e6);
        function.add(started, reached);
        if (!relayed) {
            direct.add(started, reached);
        }
        functionFault = answer.problem().map(Problem::detail);
        throttling.answered();
        relayedInVain = 0;
        if (receivedMillis - sentMillis < 2_000) {
            skewMs = Optional.of(answer.timeMillis() - (sentMillis + receivedMillis) / 2);
        }
        Set<InstanceId> listed = new HashSet<>();
        for (Reach reach : answer.instances()) {
            Optional<InstanceId> own =
                    instance(reach).filter(id -> id.location().equals(location));
            if (own.isEmpty()) {
                continue;
            }
            InstanceId id = own.get();
            listed.add(id);
            instances.computeIfAbsent(id, key -> new EdgeLog(clock)).add(started, reach);
            services.own(id, reach.service(), started);
            InstanceHealth state = health.computeIfAbsent(id, key -> new InstanceHealth(indicators, clock));
            reach.service().ifPresent(state::tried);
            Optional<List<RawJson>> responses = reach.responses();
            if (reach.ending() != Reach.Ending.NOT_TRIED) {
                responses.ifPresentOrElse(
                        found -> state.take(found, asked.deadlocks(), System.nanoTime()), state::forget);
                responses
                        .flatMap(found -> indicators.heartbeat(found, asked))
                        .ifPresent(response -> heartbeats.told(id, response, started));
            }
        }
        if (answer.problem().isEmpty()) {
            instances.keySet().retainAll(listed);
            foreign.keySet().retainAll(listed);
            health.keySet().retainAll(listed);
            services.retain(listed);
            heartbeats.retain(listed);
            calls.retain(listed.stream().map(InstanceId::name).collect(Collectors.toSet()));
        }
        answer.home().ifPresent(reach -> backward.add(started, reach));
    }

    /** Records that the function has not answered a probe. */
    void failed(FunctionFailure failure, long started, boolean relayed, long sentMillis) {
        Problem problem = failure.problem();
        if (failure.timeMillis().isPresent()) {
            skewMs = Optional.of(failure.timeMillis().get() - (sentMillis + clock.millis()) / 2);
        }
        double took = (System.nanoTime() - started) / 1e6;
        switch (problem.code()) {
            case FUNCTION_THROTTLED -> {
                refused(problem);
                long next = System.nanoTime() + throttling.pause().toNanos();
                nextProbe = next;
                nextRelay = next;
            }
            case TOKEN_EXPIRED, RELAY_FAILED, NOT_FOUND -> {
                // A wrong clock, a fault of the relaying function, or a release without probes.
            }
            case FUNCTION_TIMEOUT -> {
                Reach silent = Reach.failed(location, Reach.Ending.SILENT, Stage.HTTP, took, problem.detail());
                function.add(started, silent);
                if (!relayed) {
                    direct.add(started, silent);
                } else if (++relayedInVain >= RELAYED_IN_VAIN) {
                    // A probe that is no longer awaited may still be running there.
                    int rarer = Math.min(RAREST, relayedInVain - RELAYED_IN_VAIN + 1);
                    nextRelay =
                            System.nanoTime() + Duration.ofSeconds(1L << rarer).toNanos();
                }
            }
            default -> {
                boolean host = problem.code() == ProblemCode.FUNCTION_UNREACHABLE
                        && problem.stage().filter(stage -> stage != Stage.HTTP).isPresent();
                if (!host) {
                    functionFault = Optional.of(problem.detail());
                    function.add(
                            started, Reach.failed(location, Reach.Ending.REFUSED, Stage.HTTP, took, problem.detail()));
                }
            }
        }
    }

    /** Records that the function has answered a call. */
    void answeredCall(boolean straight) {
        throttling.answered();
        long now = System.nanoTime();
        if (now - calledAt < CALLS_NOTED_EVERY) {
            return;
        }
        calledAt = now;
        Reach reached = Reach.reached(location, 0, 0);
        function.add(now, reached);
        if (straight) {
            direct.add(now, reached);
        }
    }

    /** Records that the function's platform refused a call; more frequent probes would make it worse. */
    void refusedCall(Problem problem) {
        refused(problem);
        long soon = System.nanoTime() + Throttling.FIRST_PAUSE.toNanos();
        nextProbe = nextProbe - soon > 0 && !throttling.isBackingOff() ? soon : nextProbe;
    }

    private void refused(Problem problem) {
        throttling.refused(problem.detail(), inFlight.get() > 0);
    }

    /**
     * Whether a due probe should wait for a call under way, which needs the capacity and shows as well whether the
     * function answers.
     */
    boolean givesWay(long now) {
        return inFlight.get() > 0 && now - nextProbe < (throttling.isScarce() ? YIELDS_LONGER : YIELDS);
    }

    /** Delays the next probe after a long one, even if the period would allow it at once. */
    void rest(long started) {
        if (throttling.isScarce()) {
            long now = System.nanoTime();
            long earliest = now + Math.min(now - started, LONGEST_REST); // leaves half of the time to calls
            nextProbe = nextProbe - earliest > 0 ? nextProbe : earliest;
        }
    }

    /** Abandons a probe whose answer may never come, so that it does not block the next one. */
    void abandonProbe() {
        Cancellable under = probe;
        probe = null;
        if (probing != null && under != null) {
            probing = null;
            under.cancel();
        }
    }

    /** Records what another location's function has seen of this one. */
    void seenBy(String witness, ProbeAnswer answer, long started) {
        for (Reach reach : answer.peers()) {
            if (reach.target().equals(location)) {
                peers.computeIfAbsent(witness, key -> new EdgeLog(clock)).add(started, reach);
            }
        }
        for (Reach reach : answer.foreign()) {
            instance(reach).filter(id -> id.location().equals(location)).ifPresent(id -> {
                foreign.computeIfAbsent(id, key -> new ConcurrentSkipListMap<>())
                        .computeIfAbsent(witness, key -> new EdgeLog(clock))
                        .add(started, reach);
                reach.service().ifPresent(tried -> {
                    services.foreign(witness, id, tried, started);
                    Optional.ofNullable(health.get(id)).ifPresent(state -> state.tried(tried));
                });
            });
        }
    }

    /** The instance that was tried; empty for a target that is not an instance's id. */
    private static Optional<InstanceId> instance(Reach reach) {
        try {
            return Optional.of(InstanceId.parse(reach.target()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether anything is wrong or suspected, apart from heartbeats, for which nothing is probed more often. */
    boolean suspect(LocationFacts facts) {
        return link.isSuspicious()
                || !facts.host().ok()
                || !facts.function().ok()
                || facts.instances().values().stream().anyMatch(LocationObservations::doubtful)
                || facts.services().values().stream()
                        .filter(ServiceState::known)
                        .flatMap(ServiceState::edges)
                        .anyMatch(LocationObservations::doubtful)
                || doubtful(facts.backward())
                || !facts.health().isEmpty();
    }

    private static boolean doubtful(EdgeState edge) {
        return edge.fails() || edge.state() == EdgeState.State.SUSPECT;
    }

    LocationFacts facts(Duration pingEvery, Duration period, Duration timeout, Duration coldStart) {
        long now = System.nanoTime();
        Map<String, EdgeState> fromPeers = new TreeMap<>();
        peers.forEach((peer, log) -> fromPeers.put(peer, log.state(period, timeout)));
        Map<InstanceId, ServiceState> served = services.states(period, timeout);
        Map<InstanceId, EdgeState> own = new TreeMap<>();
        instances.forEach((id, log) -> own.put(id, agent(id, log, served, period, timeout)));
        Map<InstanceId, Map<String, EdgeState>> others = new TreeMap<>();
        foreign.forEach((id, by) -> {
            Map<String, EdgeState> states = new TreeMap<>();
            by.forEach((peer, log) -> states.put(peer, agent(id, log, served, period, timeout)));
            others.put(id, states);
        });
        Map<InstanceId, LocationFacts.Complaint> complaints = new TreeMap<>();
        health.forEach((id, state) -> state.complaint().ifPresent(complaint -> complaints.put(id, complaint)));
        return new LocationFacts(
                location,
                host.state(pingEvery, timeout),
                function.state(period, timeout),
                direct.state(period, coldStart),
                functionFault,
                throttling.now(),
                certificate,
                fromPeers,
                own,
                others,
                backward.state(period, timeout),
                skewMs,
                link.quality(),
                link.usualMs(),
                link.flaps(now),
                complaints,
                served,
                heartbeats.states(own, now));
    }

    /**
     * The state of an edge to an agent. An agent that accepts connections but is silent may just be busy with one of
     * this router's calls, or its JVM may be pausing; its service endpoint decides, if there is one.
     */
    private EdgeState agent(
            InstanceId id, EdgeLog log, Map<InstanceId, ServiceState> served, Duration period, Duration timeout) {
        EdgeState state = log.state(period, timeout);
        ServiceState service = served.getOrDefault(id, ServiceState.NONE);
        if (state.state() != EdgeState.State.SILENT || !log.accepted() || service.fails()) {
            return state;
        }
        if (calls.keep(id.name(), log.answeredAt())) {
            return state.unmeasured();
        }
        boolean told = service.known() && (service.reached() || service.undecided());
        return !told && state.since().plus(soak).isAfter(clock.instant()) ? state.doubted() : state;
    }
}
