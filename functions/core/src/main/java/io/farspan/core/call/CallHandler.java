package io.farspan.core.call;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.core.agent.AgentClient;
import io.farspan.core.token.TokenGate;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapView;

/** Answers calls for one location. Safe for use by many threads. */
public final class CallHandler {

    private static final System.Logger LOG = System.getLogger(CallHandler.class.getName());

    private final String location;
    private final Networks networks;
    private final TokenGate gate;
    private final MapView map;
    private final Asking asking;

    /** A handler for the instances of {@code location} within {@code networks}. */
    public CallHandler(
            String location, Networks networks, TokenGate gate, MapView map, AgentClient agents, AgentLimits limits) {
        this.location = location;
        this.networks = networks;
        this.gate = gate;
        this.map = map;
        this.asking = new Asking(agents, limits);
    }

    /**
     * Asks the named instances; what fails for one is its outcome. Equal responses share their bytes as they come; what
     * is kept of them is held in {@code held}.
     */
    public Uni<FunctionAnswer> answer(FunctionCall call, CallClaims claims, SharedResponses sharing, HeldAnswers held) {
        long started = System.nanoTime();
        if (!claims.application().equals(call.application())) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.TOKEN_INVALID,
                            "The call token is for application '" + claims.application() + "', the call for '"
                                    + call.application() + "'."));
        }
        Batch batch = new Batch(call.requests(), asking.limits());
        gate.admitEpoch(claims, batch.changesState());
        if (batch.changesState()) {
            LOG.log(
                    Level.INFO,
                    "change of {0} under epoch {1} for {2} at {3}",
                    call.application(),
                    claims.epoch(),
                    call.instances().map(Object::toString).orElse("all"),
                    Instant.now());
        }
        return targets(call)
                .chain(targets -> all(targets.stream()
                        .map(target -> ask(target, batch, call, held, started).map(result -> {
                            Outcome outcome = targets.size() > 1 ? sharing.intern(result.outcome()) : result.outcome();
                            held.keepOnly(outcome, result.answers());
                            return outcome;
                        }))
                        .toList()))
                .map(outcomes ->
                        new FunctionAnswer(call.location().orElse(location), claims.epoch(), outcomes, Map.of()));
    }

    /** To be told how long writing answers takes. */
    public WritingPace writing() {
        return asking.writing();
    }

    /** An instance to ask, or why it is not asked. */
    private record Target(InstanceId id, Optional<InstanceEntry> entry, Optional<Problem> problem) {}

    private Uni<List<Target>> targets(FunctionCall call) {
        String asked = call.location().orElse(location);
        return map.instances(call.application(), asked, call.generation()).chain(known -> {
            List<Target> targets = select(call, known.value());
            boolean complete = targets.stream().allMatch(target -> target.entry.isPresent());
            // An instance that was registered a moment ago deserves a second look.
            return complete
                    ? Uni.createFrom().item(targets)
                    : map.instances(call.application(), asked, Long.MAX_VALUE)
                            .map(fresh -> select(call, fresh.value()));
        });
    }

    private List<Target> select(FunctionCall call, InstanceListing listing) {
        if (call.instances().isEmpty()) {
            return listing.instances().stream().map(this::target).toList();
        }
        Map<String, InstanceEntry> byName = new HashMap<>();
        listing.instances().forEach(instance -> byName.put(instance.id().name(), instance));
        List<Target> targets = new ArrayList<>();
        for (String name : call.instances().get()) {
            InstanceEntry entry = byName.get(name);
            targets.add(
                    entry != null
                            ? target(entry)
                            : unknown(new InstanceId(call.location().orElse(location), name), listing));
        }
        return targets;
    }

    private Target target(InstanceEntry entry) {
        if (!networks.contain(entry.inetAddress())) {
            return refuse(
                    entry,
                    ProblemCode.ADDRESS_REFUSED,
                    "The map has " + entry.id() + " at " + entry.address()
                            + ", which is not in the networks of the function of " + location
                            + ". Correct the record, or the function's farspan.agent.networks.");
        }
        if (entry.state() == InstanceEntry.State.DOWN) {
            return refuse(
                    entry,
                    ProblemCode.INSTANCE_UNREACHABLE,
                    "The map has " + entry.id() + " as down, so it is not asked. Register it anew once it runs.");
        }
        return new Target(entry.id(), Optional.of(entry), Optional.empty());
    }

    private static Target refuse(InstanceEntry entry, ProblemCode code, String detail) {
        return new Target(entry.id(), Optional.of(entry), Optional.of(Problem.of(code, detail)));
    }

    private static Target unknown(InstanceId id, InstanceListing listing) {
        Problem problem = listing.faults().isEmpty()
                ? Problem.of(
                        ProblemCode.INSTANCE_UNKNOWN,
                        "The map has no instance " + id + ". It may have been removed; list the instances to see.")
                : listing.faults().get(0).problem();
        return new Target(id, Optional.empty(), Optional.of(problem));
    }

    private Uni<InstanceCall.Result> ask(
            Target target, Batch batch, FunctionCall call, HeldAnswers held, long started) {
        if (target.problem.isPresent() || target.entry.isEmpty()) {
            return done(Outcome.failed(target.id, 0, target.problem.orElseThrow()));
        }
        if (batch.sent() == 0) {
            return done(Outcome.answered(target.id, 0, batch.complete(List.of())));
        }
        InstanceEntry entry = target.entry.get();
        return new InstanceCall(
                        asking,
                        target.id,
                        new InetSocketAddress(entry.inetAddress(), entry.port()),
                        call.caller().orElse(""),
                        batch,
                        held,
                        started,
                        call.deadlineMs())
                .run();
    }

    private static Uni<InstanceCall.Result> done(Outcome outcome) {
        return Uni.createFrom().item(new InstanceCall.Result(outcome, List.of()));
    }

    /** Waits for all, also when one fails: what one has taken it gives back only at its end. */
    private static Uni<List<Outcome>> all(List<Uni<Outcome>> asked) {
        return asked.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(asked).andCollectFailures();
    }
}
