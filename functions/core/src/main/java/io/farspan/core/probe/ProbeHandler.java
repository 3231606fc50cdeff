package io.farspan.core.probe;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.farspan.core.agent.AgentClient;
import io.farspan.core.agent.AgentFailure;
import io.farspan.core.agent.AgentReply;
import io.farspan.core.agent.Lane;
import io.farspan.core.call.Batch;
import io.farspan.core.call.Networks;
import io.farspan.core.peer.Peers;
import io.farspan.core.service.ServiceClient;
import io.farspan.core.token.TokenGate;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.token.CallClaims;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.ServiceEndpoint;

/** Answers probes for one location, without changing any instance. Safe for use by many threads. */
public final class ProbeHandler {

    private static final System.Logger LOG = System.getLogger(ProbeHandler.class.getName());
    private static final List<RawJson> VERSION = List.of(RawJson.of("{\"type\":\"version\"}"));

    private final String location;
    private final Networks networks;
    private final Networks serviceNetworks;
    private final TokenGate gate;
    private final MapView map;
    private final AgentClient agents;
    private final ServiceClient services;
    private final Peers peers;
    private final Clock clock;
    private final Observers observers = new Observers(System::nanoTime);

    /** A handler that probes from {@code location}. */
    public ProbeHandler(
            String location,
            Networks networks,
            Networks serviceNetworks,
            TokenGate gate,
            MapView map,
            AgentClient agents,
            ServiceClient services,
            Peers peers,
            Clock clock) {
        this.location = location;
        this.networks = networks;
        this.serviceNetworks = serviceNetworks;
        this.gate = gate;
        this.map = map;
        this.agents = agents;
        this.services = services;
        this.peers = peers;
        this.clock = clock;
    }

    /** Probes everything that the call names at the same time. Its caller has checked the application. */
    public Uni<ProbeAnswer> answer(ProbeCall call, CallClaims claims) {
        Batch batch = new Batch(call.requests().isEmpty() ? VERSION : call.requests());
        if (!call.requests().stream().map(JolokiaRequest::of).allMatch(ProbeHandler::isAllowed)) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.MALFORMED_REQUEST, "A probe must not change anything; it can only read."));
        }
        long epoch = gate.admitEpoch(claims, false);
        call.observer().ifPresent(router -> observers.probed(call.application(), router));
        Duration timeout = Duration.ofMillis(call.timeoutMs());
        List<Uni<List<Reach>>> foreign = call.foreign().stream()
                .map(other -> instances(call, other, new Batch(VERSION), timeout))
                .toList();
        return Uni.combine()
                .all()
                .unis(
                        instances(call, location, batch, timeout),
                        all(foreign)
                                .map(lists ->
                                        lists.stream().flatMap(List::stream).toList()),
                        elsewhere(call, timeout))
                .asTuple()
                // The answer is assembled by a worker, not on a thread that carries connections.
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(seen -> new ProbeAnswer(
                        location,
                        epoch,
                        clock.millis(),
                        seen.getItem1(),
                        seen.getItem3().peers,
                        seen.getItem2(),
                        seen.getItem3().home,
                        observers.of(call.application()),
                        Optional.empty()))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> blind(call, epoch, ((FarspanException) failure).problem()));
    }

    /** Whether a probe may ask this: only reads, and the check for deadlocked threads. */
    private static boolean isAllowed(JolokiaRequest request) {
        return !request.changesState()
                || (request.mbean().equals(Optional.of("java.lang:type=Threading"))
                        && request.operation().equals(Optional.of("findDeadlockedThreads")));
    }

    private ProbeAnswer blind(ProbeCall call, long epoch, Problem problem) {
        return new ProbeAnswer(
                location,
                epoch,
                clock.millis(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                observers.of(call.application()),
                Optional.of(problem));
    }

    private Uni<List<Reach>> instances(ProbeCall call, String where, Batch batch, Duration timeout) {
        return map.instances(call.application(), where, call.generation())
                .chain(known -> all(known.value().instances().stream()
                        .map(entry -> reach(entry, batch, timeout))
                        .toList()));
    }

    /** The instance's agent and its service, at the same time. */
    private Uni<Reach> reach(InstanceEntry entry, Batch batch, Duration timeout) {
        Uni<Reach> agent = agent(entry, batch, timeout);
        return entry.service()
                .map(service -> Uni.combine()
                        .all()
                        .unis(agent, service(service, timeout))
                        .asTuple()
                        .map(both -> both.getItem1().with(both.getItem2())))
                .orElse(agent);
    }

    private Uni<Reach> service(ServiceEndpoint service, Duration timeout) {
        return serviceNetworks.contain(service.inetAddress())
                ? services.tries(service, timeout)
                : Uni.createFrom().item(outside(service.toString(), service.address(), Networks.OF_SERVICES));
    }

    private Uni<Reach> agent(InstanceEntry entry, Batch batch, Duration timeout) {
        String target = entry.id().toString();
        if (!networks.contain(entry.inetAddress())) {
            return Uni.createFrom().item(outside(target, entry.address(), Networks.OF_AGENTS));
        }
        long started = System.nanoTime();
        InetSocketAddress address = new InetSocketAddress(entry.inetAddress(), entry.port());
        return agents.post(address, batch.body(), timeout, false, Lane.PROBE)
                .map(body -> Reach.reached(target, 0, millis(started))
                        .saying(batch.complete(AgentReply.split(body, batch.sent()))))
                .onFailure(AgentFailure.class)
                .recoverWithItem(failure -> failed(target, address, (AgentFailure) failure, millis(started)))
                .onFailure()
                .recoverWithItem(failure -> unforeseen(target, failure, millis(started)));
    }

    private Reach outside(String target, String address, String setting) {
        return Reach.failed(
                target,
                Reach.Ending.NOT_TRIED,
                Stage.TCP,
                0,
                address + " is not in the networks that the function of " + location + " may reach (" + setting + ")");
    }

    /** An unforeseen failure costs this instance only, and is not evidence against it. */
    private static Reach unforeseen(String target, Throwable failure, double tookMs) {
        LOG.log(Level.ERROR, "the probe of " + target + " failed", failure);
        return Reach.failed(
                target,
                Reach.Ending.NOT_TRIED,
                Stage.JOLOKIA,
                tookMs,
                "the function failed while it probed the agent ("
                        + failure.getClass().getSimpleName() + "); its log has the cause");
    }

    private Reach failed(String target, InetSocketAddress address, AgentFailure failure, double tookMs) {
        Stage stage = failure.problem().stage().orElse(Stage.HTTP);
        if (failure.silent() && agents.isBusy(address)) {
            return Reach.failed(
                    target,
                    Reach.Ending.NOT_TRIED,
                    stage,
                    tookMs,
                    "the agent is busy with a call of Farspan's, so its silence is not evidence");
        }
        if (!failure.asked()) {
            return Reach.failed(target, Reach.Ending.NOT_TRIED, stage, tookMs, String.valueOf(failure.getMessage()));
        }
        ProblemCode code = failure.problem().code();
        boolean unanswered = code == ProblemCode.INSTANCE_UNREACHABLE || code == ProblemCode.INSTANCE_TIMEOUT;
        return Reach.failed(
                target,
                failure.silent() ? Reach.Ending.SILENT : Reach.Ending.REFUSED,
                // An agent that answers HTTP at all, even with a refusal, belongs to a JVM that runs.
                unanswered ? stage : Stage.JOLOKIA,
                tookMs,
                String.valueOf(failure.getMessage()));
    }

    private record Elsewhere(List<Reach> peers, Optional<Reach> home) {}

    private Uni<Elsewhere> elsewhere(ProbeCall call, Duration timeout) {
        if (call.peers().isEmpty() && !call.home()) {
            return Uni.createFrom().item(new Elsewhere(List.of(), Optional.empty()));
        }
        return map.routes(call.application(), call.generation()).chain(known -> {
            Routes routes = known.value();
            List<Uni<Reach>> attempts = new ArrayList<>();
            for (String peer : call.peers()) {
                if (routes.functions().containsKey(peer)) {
                    attempts.add(
                            peers.ping(peer, Peers.target(routes.functions().get(peer)), timeout));
                }
            }
            Uni<Optional<Reach>> home = call.home() && routes.tool().isPresent()
                    ? peers.ping("home", Peers.target(routes.tool().get()), timeout)
                            .map(Optional::of)
                    : Uni.createFrom().item(Optional.empty());
            return Uni.combine()
                    .all()
                    .unis(all(attempts), home)
                    .asTuple()
                    .map(seen -> new Elsewhere(seen.getItem1(), seen.getItem2()));
        });
    }

    private static double millis(long started) {
        return (System.nanoTime() - started) / 1e6;
    }

    private static <T> Uni<List<T>> all(List<Uni<T>> attempts) {
        return attempts.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(attempts).andFailFast();
    }
}
