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

import io.smallrye.mutiny.Uni;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Duty;
import io.farspan.home.duty.Schedule;
import io.farspan.home.reach.Functions;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapView;

/**
 * Watches one application: one probe per location and period with connection attempts to each host in between, and more
 * of both as soon as something is suspected. One thread makes all decisions, one step every few milliseconds, and never
 * blocks.
 */
final class Watch {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /** The observer's name for a router without a location, which is the only one. */
    static final String UNNAMED = "home";

    private final String application;
    private final String observer;
    private final String mapServer;
    private final DiagnosisConfig config;
    private final Attention attention;
    private final MapWatch map;
    private final HostPings pings;
    private final ProbeSchedule probes;
    private final Indicators indicators;
    private final Inference inference;
    private final StableVerdicts judgement;
    private final StallDetector stalls = new StallDetector(STEP, System::nanoTime);
    private final Duty stepping;
    private final Clock clock = Clock.systemUTC();

    private final Map<String, LocationObservations> observations = new ConcurrentSkipListMap<>();
    private final RouterSightings routers = new RouterSightings();
    private final Map<String, OwnCalls> calls = new ConcurrentHashMap<>();
    private volatile Optional<Facts> facts = Optional.empty();

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
        this.attention = new Attention(config);
        this.map = new MapWatch(application, map, view, stalls, clock);
        this.pings = new HostPings(pinger, config.timeout(), stalls, duties);
        this.indicators = new Indicators(config);
        Optional<String> self = observer.equals(UNNAMED) ? Optional.empty() : Optional.of(observer);
        ProbeQuestions questions = new ProbeQuestions(application, self, config, indicators, attention, large);
        this.probes = new ProbeSchedule(
                this.map,
                attention,
                new ProbeExchange(this.map, functions, questions, observations, routers, stalls, config, clock));
        this.inference = new Inference(config.clockTolerance());
        this.judgement = new StableVerdicts(application, clock, changed);
        this.stepping = duties.begin("the diagnosis of " + application, Schedule.every(STEP), this::step);
    }

    /** Looks no longer; what is under way comes to nothing. */
    void stop() {
        stepping.cancel();
        observations.values().forEach(LocationObservations::abandonProbe);
    }

    /** Records that the diagnosis is being read. */
    void asked() {
        attention.asked();
    }

    /** Sets whether this router acts on the verdicts, so that the watch stays attentive. */
    void acting(boolean now) {
        attention.acting(now);
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

    /** Records that an instance told this router that it lives, and says when it should do so next. */
    Uni<Duration> heard(InstanceId id) {
        if (!isHome()) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.NOT_HOME,
                            "This router is not home of '" + application
                                    + "'. Send the heartbeat to the one that is."));
        }
        long now = System.nanoTime();
        return map.has(id).map(known -> {
            if (!known) {
                throw new FarspanException(
                        ProblemCode.INSTANCE_UNKNOWN,
                        "The map has no instance " + id + " of application '" + application + "'. Register it again.");
            }
            LocationObservations observed = observations.computeIfAbsent(id.location(), this::observed);
            return observed.heartbeats.heard(id, observed.instances.size(), now);
        });
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
        return observed == null ? EdgeState.UNKNOWN : observed.backward.state(attention.period(), config.timeout());
    }

    /** The present probe interval. */
    Duration period() {
        return attention.period();
    }

    boolean attentive() {
        return attention.isAttentive();
    }

    /** Whether the watch stalls: no step was made for much longer than one takes. */
    boolean standsStill() {
        return stepping.standsStill(STANDSTILL);
    }

    private void step() {
        stalls.step();
        map.read(attention.period());
        for (Map.Entry<String, FunctionEndpoint> entry : map.endpoints().entrySet()) {
            look(observations.computeIfAbsent(entry.getKey(), this::observed), entry.getValue());
        }
        observations.keySet().retainAll(map.endpoints().keySet());
        judge();
    }

    private LocationObservations observed(String location) {
        return new LocationObservations(
                location, indicators, calls(location), config.silentAgentSoak(), config.heartbeatEvery(), clock);
    }

    /** This router's calls to a location's agents. */
    OwnCalls calls(String location) {
        return calls.computeIfAbsent(location, key -> new OwnCalls());
    }

    private void look(LocationObservations observed, FunctionEndpoint endpoint) {
        long now = System.nanoTime();
        pings.look(observed, endpoint, attention.pingEvery(map.endpoints().size()), now);
        probes.look(observed, endpoint, facts, isHome(), now);
    }

    /** How long ago the router in a location probed a function, as far as functions have told. */
    Optional<Duration> probedBy(String location) {
        return routers.of(location);
    }

    private void judge() {
        if (stalls.blind()) {
            return; // earlier verdicts stand until there are new observations
        }
        long now = System.nanoTime();
        Duration every = attention.pingEvery(map.endpoints().size());
        List<LocationFacts> all = new ArrayList<>();
        boolean any = false;
        for (LocationObservations observed : observations.values()) {
            FunctionEndpoint endpoint = map.endpoints().get(observed.location);
            EdgeState host = observed.host.state(every, config.timeout());
            if (!stalls.tolerant() && observed.link.judge(host, now) && endpoint != null) {
                pings.burst(observed, endpoint);
            }
            LocationFacts after = home(observed.facts(every, attention.period(), config.timeout(), config.coldStart()));
            all.add(after);
            any |= observed.suspect(after);
        }
        attention.suspected(any);
        Facts found = new Facts(application, observer, all, map.state(attention.period()), mapServer);
        facts = Optional.of(found);
        judgement.take(inference.explain(found));
        for (LocationObservations observed : observations.values()) {
            observed.link.blame(judgement.blamesLink(observer, observed.location));
        }
    }

    /** The facts, with the edges from functions and instances to home only while this router is home. */
    private LocationFacts home(LocationFacts found) {
        return isHome() ? found : found.withoutBackward();
    }

    private boolean isHome() {
        return observer.equals(UNNAMED)
                || map.head().map(it -> it.home().equals(observer)).orElse(false);
    }
}
