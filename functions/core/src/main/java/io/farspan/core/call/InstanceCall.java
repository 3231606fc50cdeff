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
import io.farspan.core.agent.CommonBody;
import io.farspan.core.agent.Lane;
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

    private final Asking asking;
    private final InstanceId id;
    private final InetSocketAddress agent;
    private final String caller;
    private final Batch batch;
    private final HeldAnswers held;
    private final long started;
    private final long deadline;
    private final Deque<Part> pending = new ArrayDeque<>();
    private final RawJson[] responses;
    private final Failure[] failures;
    private final List<AgentAnswer> answers = new ArrayList<>();
    private long bytes;
    private boolean first = true;

    InstanceCall(
            Asking asking,
            InstanceId id,
            InetSocketAddress agent,
            String caller,
            Batch batch,
            HeldAnswers held,
            long started,
            long deadlineMs) {
        this.asking = asking;
        this.id = id;
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
        return new Result(
                Outcome.failed(
                        id,
                        tookMs(),
                        Problem.of(
                                ProblemCode.INTERNAL,
                                "The function failed while it asked " + id + " ("
                                        + cause.getClass().getSimpleName() + "); its log has the cause."
                                        + (batch.changesState()
                                                ? " It is not known what of the changes was applied."
                                                : ""))),
                List.of());
    }

    private long tookMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    private Part part(int index, Item item) {
        if (item.pattern().isPresent()) {
            return new PatternRead(item, asking.limits(), pending, () -> asking.turns()
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
        return new Part(item.bounded(), item.units(), item.kind()) {
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

    private void settle(int index, Item item, RawJson response) {
        Optional<String> cut = Truncation.of(response, item, asking.limits());
        if (cut.isPresent()) {
            Problem problem = Problem.of(ProblemCode.TOO_MUCH, cut.get());
            failures[index] =
                    new Failure(item.kind() == Part.Kind.CHANGE ? onlyAnswerMissing(problem) : problem, false);
        } else {
            responses[index] = response;
        }
    }

    /** What is left of the deadline once there is time to write what this instance and others have answered. */
    private long left() {
        return deadline - System.nanoTime() - asking.writing().nanos(held.bytes());
    }

    /** Why nothing more is sent: there is no time, or nobody waits. */
    private Optional<String> tooLate() {
        if (held.isAbandoned()) {
            return Optional.of("was not asked: nobody waits for the answer any more");
        }
        if (System.nanoTime() - deadline >= 0) {
            return Optional.of("was not asked: the deadline passed before its turn came. Ask for less at a time, name"
                    + " MBeans instead of patterns, or allow more time");
        }
        return left() > 0
                ? Optional.empty()
                : Optional.of("was not asked: what is left of the deadline is needed to write what was answered before."
                        + " Ask for less at a time, or with a longer deadline");
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
        if (bytes >= asking.agents().largestAnswer()) {
            return stop(ProblemCode.TOO_MUCH, tooManyBytes());
        }
        Optional<String> exhausted = pending.stream().anyMatch(part -> part.kind.budgeted)
                ? asking.budget().exhausted(caller, agent)
                : Optional.empty();
        if (exhausted.isPresent()) {
            return refuse(exhausted.get());
        }
        if (pending.element().subscribes() && !asking.budget().subscribe(caller, agent)) {
            pending.remove().failed(new Failure(Problem.of(ProblemCode.TOO_MUCH, tooManySubscriptions()), false));
            return Uni.createFrom().item(!pending.isEmpty());
        }
        List<Part> slice = next();
        boolean heavy = heavy(slice);
        return asking.turns()
                .take(agent, heavy, Duration.ofNanos(Math.max(1, left())))
                .chain(grant -> {
                    AgentTurns.Turn turn = grant.turn();
                    return turn == null ? noTurn(slice, grant.refusal()) : send(slice, heavy, turn);
                });
    }

    /** What goes together next, in order. */
    private List<Part> next() {
        List<Part> slice = new ArrayList<>();
        int most = asking.turns().pace(agent).units(left());
        int weight = 0;
        for (Part part = pending.peek(); part != null; part = pending.peek()) {
            weight += part.units;
            if (!slice.isEmpty()
                    && (weight > most || part.alone() || slice.get(0).alone())) {
                break;
            }
            slice.add(pending.remove());
        }
        return slice;
    }

    private static boolean heavy(List<Part> slice) {
        return slice.stream().anyMatch(part -> part.kind.heavy) || weight(slice) >= HEAVY;
    }

    private static int weight(List<Part> slice) {
        return slice.stream().mapToInt(part -> part.units).sum();
    }

    private Uni<Boolean> send(List<Part> slice, boolean heavy, AgentTurns.Turn turn) {
        Optional<String> late = tooLate();
        if (late.isPresent()) {
            turn.end();
            return giveBack(slice, ProblemCode.INSTANCE_TIMEOUT, late.get());
        }
        boolean charged = heavy || slice.stream().anyMatch(part -> part.kind.budgeted);
        boolean change = slice.get(0).kind == Part.Kind.CHANGE;
        int largest = (int) (asking.agents().largestAnswer() - (change ? 0 : bytes));
        long asked = System.nanoTime();
        AgentRequest request = new AgentRequest(
                agent,
                body(slice),
                asking.limits().query(slice.get(0).kind == Part.Kind.LIST),
                Duration.ofNanos(Math.max(1, left())),
                change,
                Lane.CALL,
                heavy,
                largest,
                slice.get(0).common(),
                () -> {
                    long took = System.nanoTime() - asked;
                    asking.turns().pace(agent).took(weight(slice), took);
                    if (charged || took > WORTH_CHARGING) {
                        asking.budget().charge(caller, agent, took, 0);
                    }
                    turn.end();
                });
        return asking.agents()
                .ask(request)
                .onFailure(failure -> !(failure instanceof AgentFailure))
                .invoke(turn::end)
                .map(answer -> take(slice, answer))
                .onFailure(AgentFailure.class)
                .recoverWithItem(failure -> lost(slice, turn, (AgentFailure) failure));
    }

    private byte[] body(List<Part> slice) {
        boolean whole = first && pending.isEmpty() && slice.size() == batch.sent();
        first = false;
        return whole && batch.items().stream().noneMatch(item -> item.pattern().isPresent())
                ? batch.body()
                : Batch.body(slice.stream().map(part -> part.request).toList());
    }

    private boolean take(List<Part> slice, AgentAnswer answer) {
        held.came(answer);
        List<RawJson> split;
        try {
            split = answer.responses(slice.size());
        } catch (AgentFailure e) {
            held.drop(answer);
            throw e;
        }
        answers.add(answer);
        if (!pending.isEmpty()) {
            answer.settle();
        }
        bytes += answer.length();
        asking.budget().charge(caller, agent, 0, answer.length());
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
    private boolean lost(List<Part> slice, AgentTurns.Turn turn, AgentFailure failure) {
        if (failure.silent()) {
            turn.abandon();
        }
        boolean change = slice.get(0).kind == Part.Kind.CHANGE;
        Optional<AgentFailure.Refusal> refusal = failure.refusal();
        if (slice.size() > 1 && (refusal.isPresent() || failure.tooLarge())) {
            for (int i = slice.size() - 1; i >= 0; i--) {
                pending.addFirst(slice.get(i) instanceof Apart apart ? apart : new Apart(slice.get(i)));
            }
            return true;
        }
        if (refusal.isPresent()) {
            slice.get(0).answered(asError(slice.get(0), refusal.get()));
            return !pending.isEmpty();
        }
        boolean carriedOut = change && failure.carriedOut();
        Failure own = new Failure(carriedOut ? onlyAnswerMissing(failure.problem()) : failure.problem(), true);
        slice.forEach(part -> part.failed(own));
        if (failure.tooLarge() && !change) {
            if (bytes < asking.agents().largestAnswer() / 2) {
                return !pending.isEmpty();
            }
            stop(ProblemCode.TOO_MUCH, tooManyBytes());
            return false;
        }
        stop(
                failure.problem().code(),
                carriedOut
                        ? "was not sent: the change before it was carried out, but its answer was too large to be read"
                        : change
                                ? "was not asked: the change before it got no answer, so it is not known whether that was"
                                        + " applied"
                                : "was not asked: the agent gave no answer to the requests before it. "
                                        + failure.problem().detail());
        return false;
    }

    private Problem onlyAnswerMissing(Problem problem) {
        return problem.with(
                "The request was carried out at " + id + ", and only its answer is left out. " + problem.detail());
    }

    private String tooManySubscriptions() {
        return "The request was not sent to " + id + ": " + (caller.isEmpty() ? "Farspan" : caller)
                + " has made as many clients and listeners at its agent as one caller may within an hour ("
                + AgentBudget.SUBSCRIPTIONS
                + "), and an agent keeps each until it is taken away. Use those that are there, or wait a minute.";
    }

    private String tooManyBytes() {
        return "was not sent: the requests before it were answered with " + bytes + " bytes, and one call takes "
                + asking.agents().largestAnswer() + " of an instance (farspan.agent.max-answer-bytes). Ask in several"
                + " calls, or for less: an attribute, a path";
    }

    /** As the agent reports an item's error. */
    private static RawJson asError(Part part, AgentFailure.Refusal refusal) {
        var error =
                JolokiaResponse.error(part.request.tree(), refusal.status(), refusal.exception(), refusal.message());
        error.put("error", refusal.message());
        return JolokiaResponse.raw(error);
    }

    private Uni<Boolean> noTurn(List<Part> slice, AgentTurns.Refusal refusal) {
        ProblemCode code = ProblemCode.INSTANCE_TIMEOUT;
        String why = "was not asked: its turn at the agent did not come within the deadline, because other calls"
                + " keep the agent busy";
        if (refusal == AgentTurns.Refusal.TOO_MANY_WAIT) {
            code = ProblemCode.TOO_MUCH;
            why = "was not asked: too many calls wait for this agent already. Ask later, or fewer instances at a time";
        } else if (refusal == AgentTurns.Refusal.AGENT_AT_WORK) {
            why = "was not asked: the agent is still at work on a call that nobody waits for any more, and asking more"
                    + " of it would make that worse";
        }
        return giveBack(slice, code, why);
    }

    private Uni<Boolean> giveBack(List<Part> slice, ProblemCode code, String why) {
        for (int i = slice.size() - 1; i >= 0; i--) {
            pending.addFirst(slice.get(i));
        }
        return stop(code, why);
    }

    /** The light ones go on; they are not what kept the agent busy. */
    private Uni<Boolean> refuse(String what) {
        Failure refused = new Failure(
                Problem.of(
                        ProblemCode.TOO_MUCH,
                        "The request was not sent to " + id + ": " + (caller.isEmpty() ? "Farspan" : caller) + " "
                                + what + ". Ask for less: a name instead of a pattern, an attribute, a path, fewer"
                                + " requests; or wait."),
                false);
        List<Part> light = new ArrayList<>();
        for (Part part : pending) {
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
        Failure failure = new Failure(
                Problem.of(
                        code,
                        "The request to " + id + " " + why.replaceFirst("\\.$", "")
                                + ". It had no effect, so that it is safe to ask again."),
                code != ProblemCode.TOO_MUCH);
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

    private static RawJson failed(Item item, @Nullable Failure failure) {
        Problem problem = failure != null
                ? failure.problem()
                : Problem.of(
                        ProblemCode.INTERNAL, "The function lost sight of the request; its log may have the cause.");
        return JolokiaResponse.raw(JolokiaResponse.problem(item.tree(), problem));
    }

    /** A request that is asked by itself, because an agent refused or could not carry it together with others. */
    private static final class Apart extends Part {
        private final Part part;

        Apart(Part part) {
            super(part.request, part.units, part.kind);
            this.part = part;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        boolean subscribes() {
            return false; // it was counted the first time
        }

        @Override
        Optional<CommonBody> common() {
            return part.common();
        }

        @Override
        void answered(RawJson response) {
            part.answered(response);
        }

        @Override
        void failed(Failure failure) {
            part.failed(failure);
        }
    }
}
