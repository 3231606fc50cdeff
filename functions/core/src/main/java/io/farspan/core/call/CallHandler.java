package io.farspan.core.call;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.core.agent.AgentClient;
import io.farspan.core.token.TokenGate;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapView;

/** Answers calls for one location. Safe for use by many threads. */
public final class CallHandler {

    private static final System.Logger LOG = System.getLogger(CallHandler.class.getName());

    private final String location;
    private final TokenGate gate;
    private final LocalInstances instances;
    private final CallContext context;

    /** A handler for the instances of {@code location} within {@code networks}. */
    public CallHandler(
            String location, Networks networks, TokenGate gate, MapView map, AgentClient agents, AgentLimits limits) {
        this.location = location;
        this.gate = gate;
        this.instances = new LocalInstances(location, networks, map);
        this.context = new CallContext(agents, limits);
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
        Batch batch = new Batch(call.requests(), context.limits());
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
        return instances
                .select(call.application(), call.location(), call.instances(), call.generation())
                .chain(selected ->
                        ask(selected, batch, call.caller(), call.deadlineMs(), Optional.of(sharing), held, started))
                .map(outcomes ->
                        new FunctionAnswer(call.location().orElse(location), claims.epoch(), outcomes, Map.of()));
    }

    /** The instances that calls are for. */
    public LocalInstances instances() {
        return instances;
    }

    /** Requests as they are asked here, with what they ask lowered to the limits. */
    public Batch batch(List<RawJson> requests) {
        return new Batch(requests, context.limits());
    }

    /**
     * Asks instances; what fails for one is its outcome.
     *
     * @param caller whose budget it counts against
     * @param sharing by which equal responses share their bytes, where that is of use
     * @param held holds what is kept of the answers
     */
    public Uni<List<Outcome>> ask(
            List<SelectedInstance> selected,
            Batch batch,
            Optional<String> caller,
            long deadlineMs,
            Optional<SharedResponses> sharing,
            HeldAnswers held) {
        return ask(selected, batch, caller, deadlineMs, sharing, held, System.nanoTime());
    }

    private Uni<List<Outcome>> ask(
            List<SelectedInstance> selected,
            Batch batch,
            Optional<String> caller,
            long deadlineMs,
            Optional<SharedResponses> sharing,
            HeldAnswers held,
            long started) {
        boolean many = selected.size() > 1;
        return all(selected.stream()
                .map(target -> ask(target, batch, caller.orElse(""), deadlineMs, held, started)
                        .map(result -> {
                            Outcome outcome = many && sharing.isPresent()
                                    ? sharing.get().intern(result.outcome())
                                    : result.outcome();
                            held.keepOnly(outcome, result.answers());
                            return outcome;
                        }))
                .toList());
    }

    /** To be told how long writing answers takes. */
    public WritingPace writing() {
        return context.writing();
    }

    private Uni<InstanceCall.Result> ask(
            SelectedInstance target, Batch batch, String caller, long deadlineMs, HeldAnswers held, long started) {
        if (target.problem().isPresent() || target.entry().isEmpty()) {
            return done(Outcome.failed(target.id(), 0, target.problem().orElseThrow()));
        }
        if (batch.sent() == 0) {
            return done(Outcome.answered(target.id(), 0, batch.complete(List.of())));
        }
        InstanceEntry entry = target.entry().get();
        return new InstanceCall(
                        context,
                        target.id(),
                        new InetSocketAddress(entry.inetAddress(), entry.port()),
                        caller,
                        batch,
                        held,
                        new CallDeadline(started, Duration.ofMillis(deadlineMs), held, context.writing()))
                .run();
    }

    private static Uni<InstanceCall.Result> done(Outcome outcome) {
        return Uni.createFrom().item(new InstanceCall.Result(outcome, List.of()));
    }

    /** Waits for all, even when one fails: each releases what it holds only when it ends. */
    private static Uni<List<Outcome>> all(List<Uni<Outcome>> asked) {
        return asked.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(asked).andCollectFailures();
    }
}
