package io.farspan.core.call;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.farspan.core.agent.AgentAnswer;
import io.farspan.core.agent.AgentFailure;
import io.farspan.core.agent.AgentReply;
import io.farspan.core.agent.AgentRequest;
import io.farspan.core.agent.Lane;
import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * A call's requests at one instance, asked in slices: each fits what is left of the deadline, changes go one by one, and
 * whatever was answered is kept when the rest is not. One thing happens at a time; a memory barrier lies between.
 */
final class InstanceCall {

    private static final System.Logger LOG = System.getLogger(InstanceCall.class.getName());

    /** A slice of this weight is heavy whatever is in it. */
    private static final int HEAVY = 20;

    /** What takes longer than this counts against the budget, however light it looked. */
    private static final long WORTH_CHARGING = Duration.ofMillis(100).toNanos();

    private static final int SMALL = 1_024;
    private static final int LARGE = 64 << 10;

    private final CallContext context;
    private final InstanceId id;
    private final CallRefusals refusals;
    private final InetSocketAddress agent;
    private final String caller;
    private final Batch batch;
    private final HeldAnswers held;
    private final long started;
    private final long deadline;
    private final Deque<PendingRequest> pending = new ArrayDeque<>();
    private final RawJson[] responses;
    private final Failure[] failures;
    private final List<AgentAnswer> answers = new ArrayList<>();
    private long bytes;
    private boolean first = true;

    InstanceCall(
            CallContext context,
            InstanceId id,
            InetSocketAddress agent,
            String caller,
            Batch batch,
            HeldAnswers held,
            long started,
            long deadlineMs) {
        this.context = context;
        this.id = id;
        this.refusals = new CallRefusals(id, caller);
        this.agent = agent;
        this.caller = caller;
        this.batch = batch;
        this.held = held;
        this.started = started;
        this.deadline = started + Duration.ofMillis(deadlineMs).toNanos();
        this.responses = new RawJson[batch.sent()];
        this.failures = new Failure[batch.sent()];
        for (int i = 0; i < batch.sent(); i++) {
            pending.add(part(i, batch.items().get(i)));
        }
    }

    /** What the instance answered; the bodies are the caller's to release. */
    record Result(Outcome outcome, List<AgentAnswer> answers) {}

    Uni<Result> run() {
        return Uni.createFrom()
                .deferred(this::slice)
                .chain(more -> more
                        ? Multi.createBy()
                                .repeating()
                                .uni(this::slice)
                                .whilst(next -> next)
                                .collect()
                                .last()
                        : Uni.createFrom().item(false))
                .map(done -> result())
                .onFailure()
                .recoverWithItem(this::broken);
    }

    /** What nobody has foreseen costs this instance only. */
    private Result broken(Throwable cause) {
        LOG.log(Level.ERROR, "the call to " + id + " failed", cause);
        answers.forEach(held::drop);
        return new Result(Outcome.failed(id, tookMs(), refusals.broken(cause, batch.changesState())), List.of());
    }

    private long tookMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    private PendingRequest part(int index, WeighedRequest item) {
        if (item.pattern().isPresent()) {
            return new PatternRead(item, context.limits(), pending, () -> context.turns()
                    .pace(agent)
                    .units(left())) {
                @Override
                void done(RawJson response) {
                    settle(index, item, response);
                }

                @Override
                void notDone(Failure failure) {
                    failures[index] = failure;
                }
            }.search();
        }
        return new PendingRequest(item.bounded(), item.units(), item.kind()) {
            @Override
            boolean subscribes() {
                return item.subscribes();
            }

            @Override
            Optional<CommonBody> common() {
                return item.common();
            }

            @Override
            void answered(RawJson response) {
                settle(index, item, response);
            }

            @Override
            void failed(Failure failure) {
                failures[index] = failure;
            }
        };
    }

    private void settle(int index, WeighedRequest item, RawJson response) {
        Optional<String> cut = Truncation.of(response, item, context.limits());
        if (cut.isPresent()) {
            Problem problem = Problem.of(ProblemCode.TOO_MUCH, cut.get());
            failures[index] = new Failure(
                    item.kind() == PendingRequest.Kind.CHANGE ? refusals.answerMissing(problem) : problem, false);
        } else {
            responses[index] = response;
        }
    }

    /** What is left of the deadline once there is time to write what this instance and others have answered. */
    private long left() {
        return deadline - System.nanoTime() - context.writing().nanos(held.bytes());
    }

    /** Why nothing more is sent: there is no time, or nobody waits. */
    private Optional<String> tooLate() {
        if (held.isAbandoned()) {
            return Optional.of(CallRefusals.NOBODY_WAITS);
        }
        if (System.nanoTime() - deadline >= 0) {
            return Optional.of(CallRefusals.DEADLINE_PASSED);
        }
        return left() > 0 ? Optional.empty() : Optional.of(CallRefusals.NO_TIME_TO_WRITE);
    }

    /** Asks the next slice; whether there are more. */
    private Uni<Boolean> slice() {
        if (pending.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        Optional<String> late = tooLate();
        if (late.isPresent()) {
            return stop(ProblemCode.INSTANCE_TIMEOUT, late.get());
        }
        if (bytes >= context.agents().largestAnswer()) {
            return stop(
                    ProblemCode.TOO_MUCH,
                    CallRefusals.tooManyBytes(bytes, context.agents().largestAnswer()));
        }
        Optional<String> exhausted = pending.stream().anyMatch(part -> part.kind.budgeted)
                ? context.budget().exhausted(caller, agent)
                : Optional.empty();
        if (exhausted.isPresent()) {
            return refuse(exhausted.get());
        }
        if (pending.element().subscribes() && !context.budget().subscribe(caller, agent)) {
            pending.remove()
                    .failed(new Failure(Problem.of(ProblemCode.TOO_MUCH, refusals.tooManySubscriptions()), false));
            return Uni.createFrom().item(!pending.isEmpty());
        }
        List<PendingRequest> slice = next();
        boolean heavy = heavy(slice);
        return context.turns()
                .take(agent, heavy, Duration.ofNanos(Math.max(1, left())))
                .chain(grant -> {
                    AgentTurns.Turn turn = grant.turn();
                    return turn == null ? noTurn(slice, grant.refusal()) : send(slice, heavy, turn);
                });
    }

    /** What goes together next, in order. */
    private List<PendingRequest> next() {
        List<PendingRequest> slice = new ArrayList<>();
        int most = context.turns().pace(agent).units(left());
        int weight = 0;
        for (PendingRequest part = pending.peek(); part != null; part = pending.peek()) {
            weight += part.units;
            if (!slice.isEmpty()
                    && (weight > most || part.alone() || slice.get(0).alone())) {
                break;
            }
            slice.add(pending.remove());
        }
        return slice;
    }

    private static boolean heavy(List<PendingRequest> slice) {
        return slice.stream().anyMatch(part -> part.kind.heavy) || weight(slice) >= HEAVY;
    }

    private static int weight(List<PendingRequest> slice) {
        return slice.stream().mapToInt(part -> part.units).sum();
    }

    private Uni<Boolean> send(List<PendingRequest> slice, boolean heavy, AgentTurns.Turn turn) {
        Optional<String> late = tooLate();
        if (late.isPresent()) {
            turn.end();
            return giveBack(slice, ProblemCode.INSTANCE_TIMEOUT, late.get());
        }
        boolean charged = heavy || slice.stream().anyMatch(part -> part.kind.budgeted);
        boolean change = slice.get(0).kind == PendingRequest.Kind.CHANGE;
        int largest = (int) (context.agents().largestAnswer() - (change ? 0 : bytes));
        long asked = System.nanoTime();
        AgentRequest request = new AgentRequest(
                agent,
                body(slice),
                context.limits().query(slice.get(0).kind == PendingRequest.Kind.LIST),
                Duration.ofNanos(Math.max(1, left())),
                change,
                Lane.CALL,
                heavy,
                largest,
                slice.get(0).common(),
                () -> {
                    long took = System.nanoTime() - asked;
                    context.turns().pace(agent).took(weight(slice), took);
                    if (charged || took > WORTH_CHARGING) {
                        context.budget().charge(caller, agent, took, 0);
                    }
                    turn.end();
                });
        return context.agents()
                .ask(request)
                .onFailure(failure -> !(failure instanceof AgentFailure))
                .invoke(turn::end)
                .map(answer -> take(slice, answer))
                .onFailure(AgentFailure.class)
                .recoverWithItem(failure -> lost(slice, turn, (AgentFailure) failure));
    }

    private byte[] body(List<PendingRequest> slice) {
        boolean whole = first && pending.isEmpty() && slice.size() == batch.sent();
        first = false;
        return whole && batch.items().stream().noneMatch(item -> item.pattern().isPresent())
                ? batch.body()
                : Batch.body(slice.stream().map(part -> part.request).toList());
    }

    private boolean take(List<PendingRequest> slice, AgentAnswer answer) {
        held.came(answer);
        List<RawJson> split;
        try {
            split = answer.responses(slice.size());
        } catch (RuntimeException | Error e) {
            held.drop(answer);
            throw e;
        }
        answers.add(answer);
        if (!pending.isEmpty()) {
            answer.settle();
        }
        bytes += answer.length();
        context.budget().charge(caller, agent, 0, answer.length());
        try {
            for (int i = 0; i < slice.size(); i++) {
                RawJson response = split.get(i);
                boolean copied = answer.length() > LARGE && response.length() < SMALL;
                slice.get(i).answered(copied ? RawJson.of(response.toString()) : response);
            }
        } catch (UncheckedIOException | IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw AgentReply.unexpected(e);
        }
        return !pending.isEmpty();
    }

    /** The slice has no answer: some of it may have, asked apart; if not, this is what becomes of it and of the rest. */
    private boolean lost(List<PendingRequest> slice, AgentTurns.Turn turn, AgentFailure failure) {
        if (failure.silent()) {
            turn.abandon();
        }
        boolean change = slice.get(0).kind == PendingRequest.Kind.CHANGE;
        Optional<AgentFailure.Refusal> refusal = failure.refusal();
        if (slice.size() > 1 && (refusal.isPresent() || failure.tooLarge())) {
            for (int i = slice.size() - 1; i >= 0; i--) {
                pending.addFirst(SeparateRequest.of(slice.get(i)));
            }
            return true;
        }
        if (refusal.isPresent()) {
            slice.get(0).answered(asError(slice.get(0), refusal.get()));
            return !pending.isEmpty();
        }
        boolean carriedOut = change && failure.carriedOut();
        Failure own = new Failure(carriedOut ? refusals.answerMissing(failure.problem()) : failure.problem(), true);
        slice.forEach(part -> part.failed(own));
        if (failure.tooLarge() && !change) {
            if (bytes < context.agents().largestAnswer() / 2) {
                return !pending.isEmpty();
            }
            stop(
                    ProblemCode.TOO_MUCH,
                    CallRefusals.tooManyBytes(bytes, context.agents().largestAnswer()));
            return false;
        }
        stop(failure.problem().code(), CallRefusals.afterFailure(failure.problem(), change, carriedOut));
        return false;
    }

    /** As the agent reports an item's error. */
    private static RawJson asError(PendingRequest part, AgentFailure.Refusal refusal) {
        var error =
                JolokiaResponse.error(part.request.tree(), refusal.status(), refusal.exception(), refusal.message());
        error.put("error", refusal.message());
        return JolokiaResponse.raw(error);
    }

    private Uni<Boolean> noTurn(List<PendingRequest> slice, AgentTurns.Refusal refusal) {
        return giveBack(slice, CallRefusals.code(refusal), CallRefusals.noTurn(refusal));
    }

    private Uni<Boolean> giveBack(List<PendingRequest> slice, ProblemCode code, String why) {
        for (int i = slice.size() - 1; i >= 0; i--) {
            pending.addFirst(slice.get(i));
        }
        return stop(code, why);
    }

    /** The light ones go on; they are not what kept the agent busy. */
    private Uni<Boolean> refuse(String what) {
        Failure refused = new Failure(refusals.overBudget(what), false);
        List<PendingRequest> light = new ArrayList<>();
        for (PendingRequest part : pending) {
            if (part.kind.budgeted) {
                part.failed(refused);
            } else {
                light.add(part);
            }
        }
        pending.clear();
        pending.addAll(light);
        return Uni.createFrom().item(!pending.isEmpty());
    }

    private Uni<Boolean> stop(ProblemCode code, String why) {
        Failure failure = new Failure(refusals.notAsked(code, why), code != ProblemCode.TOO_MUCH);
        pending.forEach(part -> part.failed(failure));
        pending.clear();
        return Uni.createFrom().item(false);
    }

    /** Nothing of the answers stays here: this object lives as long as the slowest instance takes. */
    private Result result() {
        Result result = new Result(outcome(), List.copyOf(answers));
        answers.clear();
        Arrays.fill(responses, null);
        return result;
    }

    private Outcome outcome() {
        long took = tookMs();
        @Nullable Failure firstFailure = null;
        boolean answered = false;
        for (int i = 0; i < responses.length; i++) {
            answered |= responses[i] != null || (failures[i] != null && !failures[i].agent());
            firstFailure = firstFailure == null ? failures[i] : firstFailure;
        }
        boolean applied = batch.changesState() && responses.length > 1;
        if (!answered && !applied && firstFailure != null) {
            return Outcome.failed(id, took, firstFailure.problem());
        }
        List<RawJson> all = new ArrayList<>(responses.length);
        for (int i = 0; i < responses.length; i++) {
            all.add(responses[i] != null ? responses[i] : failed(batch.items().get(i), failures[i]));
        }
        return Outcome.answered(id, took, batch.complete(all));
    }

    private static RawJson failed(WeighedRequest item, @Nullable Failure failure) {
        Problem problem = failure != null
                ? failure.problem()
                : Problem.of(
                        ProblemCode.INTERNAL, "The function lost track of the request; its log may have the cause.");
        return JolokiaResponse.raw(JolokiaResponse.problem(item.tree(), problem));
    }
}
