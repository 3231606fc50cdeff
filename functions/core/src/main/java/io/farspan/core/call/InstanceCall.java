package io.farspan.core.call;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

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

    /** What takes longer than this counts against the budget, even if it looked light. */
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
    private final CallDeadline deadline;
    private final RequestQueue pending = new RequestQueue();
    private final CollectedResponses responses;
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
            CallDeadline deadline) {
        this.context = context;
        this.id = id;
        this.refusals = new CallRefusals(id, caller);
        this.agent = agent;
        this.caller = caller;
        this.batch = batch;
        this.held = held;
        this.deadline = deadline;
        this.responses = new CollectedResponses(id, batch, context.limits(), refusals);
        for (int i = 0; i < batch.sent(); i++) {
            pending.addLast(pending(i, batch.items().get(i)));
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

    /** An unforeseen failure costs this instance only. */
    private Result broken(Throwable cause) {
        LOG.log(Level.ERROR, "the call to " + id + " failed", cause);
        answers.forEach(held::drop);
        return new Result(
                Outcome.failed(id, deadline.tookMs(), refusals.broken(cause, batch.changesState())), List.of());
    }

    private PendingRequest pending(int index, WeighedRequest item) {
        if (item.pattern().isPresent()) {
            return new PatternRead(item, context.limits(), pending, () -> context.turns()
                    .pace(agent)
                    .units(deadline.left())) {
                @Override
                void done(RawJson response) {
                    responses.answered(index, response);
                }

                @Override
                void notDone(RequestFailure failure) {
                    responses.failed(index, failure);
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
                responses.answered(index, response);
            }

            @Override
            void failed(RequestFailure failure) {
                responses.failed(index, failure);
            }
        };
    }

    /** Asks the next slice; whether there are more. */
    private Uni<Boolean> slice() {
        if (pending.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        Optional<String> late = deadline.tooLate();
        if (late.isPresent()) {
            return stop(ProblemCode.INSTANCE_TIMEOUT, late.get());
        }
        if (bytes >= context.agents().largestAnswer()) {
            return stop(
                    ProblemCode.TOO_MUCH,
                    CallRefusals.tooManyBytes(bytes, context.agents().largestAnswer()));
        }
        Optional<String> exhausted =
                pending.hasBudgeted() ? context.budget().exhausted(caller, agent) : Optional.empty();
        if (exhausted.isPresent()) {
            // The light ones go on; they are not what kept the agent busy.
            pending.failBudgeted(new RequestFailure(refusals.overBudget(exhausted.get()), false));
            return more();
        }
        if (pending.first().subscribes() && !context.budget().subscribe(caller, agent)) {
            pending.failFirst(
                    new RequestFailure(Problem.of(ProblemCode.TOO_MUCH, refusals.tooManySubscriptions()), false));
            return more();
        }
        Slice slice = pending.next(context.turns().pace(agent).units(deadline.left()));
        return context.turns().take(agent, slice.heavy(), deadline.timeout()).chain(grant -> {
            AgentTurns.Turn turn = grant.turn();
            return turn == null ? noTurn(slice, grant.refusal()) : send(slice, turn);
        });
    }

    private Uni<Boolean> more() {
        return Uni.createFrom().item(!pending.isEmpty());
    }

    private Uni<Boolean> send(Slice slice, AgentTurns.Turn turn) {
        Optional<String> late = deadline.tooLate();
        if (late.isPresent()) {
            turn.end();
            return giveBack(slice, ProblemCode.INSTANCE_TIMEOUT, late.get());
        }
        int largest = (int) (context.agents().largestAnswer() - (slice.isChange() ? 0 : bytes));
        long asked = System.nanoTime();
        AgentRequest request = new AgentRequest(
                agent,
                body(slice),
                context.limits().query(slice.isList()),
                deadline.timeout(),
                slice.isChange(),
                Lane.CALL,
                slice.heavy(),
                largest,
                slice.common(),
                () -> {
                    long took = System.nanoTime() - asked;
                    context.turns().pace(agent).took(slice.units(), took);
                    if (slice.heavy() || slice.budgeted() || took > WORTH_CHARGING) {
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

    private byte[] body(Slice slice) {
        boolean whole = first && pending.isEmpty() && slice.size() == batch.sent();
        first = false;
        return whole && batch.items().stream().noneMatch(item -> item.pattern().isPresent())
                ? batch.body()
                : slice.body();
    }

    private boolean take(Slice slice, AgentAnswer answer) {
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
                slice.requests().get(i).answered(copied ? RawJson.of(response.toString()) : response);
            }
        } catch (UncheckedIOException | IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw AgentReply.unexpected(e);
        }
        return !pending.isEmpty();
    }

    /** The slice has no answer: some of it may have, asked apart; if not, this is what becomes of it and of the rest. */
    private boolean lost(Slice slice, AgentTurns.Turn turn, AgentFailure failure) {
        if (failure.silent()) {
            turn.abandon();
        }
        boolean change = slice.isChange();
        Optional<AgentFailure.Refusal> refusal = failure.refusal();
        if (slice.size() > 1 && (refusal.isPresent() || failure.tooLarge())) {
            pending.separate(slice);
            return true;
        }
        if (refusal.isPresent()) {
            slice.first().answered(asError(slice.first(), refusal.get()));
            return !pending.isEmpty();
        }
        boolean carriedOut = change && failure.carriedOut();
        RequestFailure own =
                new RequestFailure(carriedOut ? refusals.answerMissing(failure.problem()) : failure.problem(), true);
        slice.failed(own);
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

    private Uni<Boolean> noTurn(Slice slice, AgentTurns.NoTurn refusal) {
        return giveBack(slice, CallRefusals.code(refusal), CallRefusals.noTurn(refusal));
    }

    private Uni<Boolean> giveBack(Slice slice, ProblemCode code, String why) {
        pending.giveBack(slice);
        return stop(code, why);
    }

    private Uni<Boolean> stop(ProblemCode code, String why) {
        pending.failAll(new RequestFailure(refusals.notAsked(code, why), code != ProblemCode.TOO_MUCH));
        return Uni.createFrom().item(false);
    }

    /** Nothing of the answers stays here: this object lives as long as the slowest instance takes. */
    private Result result() {
        Result result = new Result(responses.outcome(deadline.tookMs()), List.copyOf(answers));
        answers.clear();
        responses.clear();
        return result;
    }
}
