package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.OutcomeState;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * The carrying out of one action: rounds of instances, one call to each location in a round, so that only the answers of a
 * round are in memory. It waits on no thread. When it cannot go on, what is stored is gone on with by whoever is home. Its
 * steps are done on the given threads, one after the other.
 */
final class ActionRun {

    /**
     * The most bytes that the answers of a round should have when no other action runs, as far as its plan can tell. Of n that
     * run a round that begins has an n-th; those that began earlier have more, so that 16 have about three times this.
     */
    static final long ROUND_BYTES = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

    /** The most outcomes of one transaction. */
    private static final int BATCH = 32;

    /** How long the next one waits who takes an action that could not go on. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final Logger LOG = Logger.getLogger(ActionRun.class);

    private final StoredAction action;
    private final ActionPlan plan;
    private final ActionParts parts;
    private final Executor steps;
    private final Consumer<Duration> over;
    private final IntSupplier sharing;
    private final OutcomeReader reader;
    private final Map<String, Deque<InstanceId>> waiting = new TreeMap<>();

    /** Those of which is known what is to be restored. */
    private final Set<InstanceId> restorable = new TreeSet<>();

    private Asking asking = new Asking(Set.of());
    private boolean ended;

    /**
     * A run that has not begun.
     *
     * @param threads where its steps are done
     * @param over is told when it does nothing more, and how long to wait before the action is taken again
     * @param sharing how many actions share the memory for answers
     */
    ActionRun(
            StoredAction action,
            ActionPlan plan,
            ActionParts parts,
            Executor threads,
            Consumer<Duration> over,
            IntSupplier sharing) {
        this.action = action;
        this.plan = plan;
        this.parts = parts;
        this.steps = new InOrder(threads);
        this.over = over;
        this.sharing = sharing;
        this.reader = new OutcomeReader(plan::result, plan.isRepeatable(), ActionPlan.LARGEST_RESULT);
    }

    /** Begins, or goes on with what is stored. Returns at once. */
    void begin() {
        next(this::prepare);
    }

    /** Ends it, because it has been cancelled. What is under way is not waited for. */
    void stop() {
        next(() -> giveUp(Duration.ZERO));
    }

    private void prepare() {
        if (action.state() != ActionState.RUNNING) {
            complete();
            return;
        }
        if (!plan.isRepeatable() && !parts.store().outcomes().sent(action.id()).isEmpty()) {
            end(
                    ActionState.UNKNOWN,
                    Optional.of("It was interrupted while instances were asked, and must not be repeated."),
                    Problem.of(
                            ProblemCode.FUNCTION_TIMEOUT,
                            "Home was interrupted during the action, which must not be repeated. Look at the instance"
                                    + " before you begin it again."));
            return;
        }
        restorable.addAll(parts.store().outcomes().withStateBefore(action.id()));
        parts.store().outcomes().pending(action.id()).forEach(id -> waiting.computeIfAbsent(
                        id.location(), location -> new ArrayDeque<>())
                .add(id));
        round();
    }

    private void round() {
        Set<InstanceId> chosen = choose();
        if (chosen.isEmpty()) {
            end(ActionState.DONE, Optional.empty(), notAsked("it has ended"));
            return;
        }
        parts.fence().admit(action.application());
        Optional<ActionRevert> revert = plan.revert();
        if (revert.isPresent() && !restorable.containsAll(chosen)) {
            ask(chosen, revert.get().before(), () -> true, () -> takeStates(revert.get()), () -> endStates(chosen));
        } else {
            carryOut(chosen);
        }
    }

    private void carryOut(Set<InstanceId> instances) {
        BooleanSupplier mark =
                () -> plan.isRepeatable() || parts.store().outcomes().markSent(action.id(), action.hold(), instances);
        ask(instances, plan.requests(), mark, this::takeArrived, this::endRound);
    }

    /** As many of each location as a round has. */
    private Set<InstanceId> choose() {
        waiting.values().removeIf(Deque::isEmpty);
        long ofRound = ROUND_BYTES / Math.max(1, sharing.getAsInt());
        long ofLocation = Math.max(1, ofRound / Math.max(1, waiting.size()) / Math.max(1, plan.answerBytes()));
        Set<InstanceId> chosen = new TreeSet<>();
        for (Deque<InstanceId> ids : waiting.values()) {
            for (long number = 0; number < ofLocation && !ids.isEmpty(); number++) {
                chosen.add(ids.remove());
            }
        }
        return chosen;
    }

    /**
     * Asks instances, unless the deadline has passed.
     *
     * @param mark stores that they are about to be asked; false when somebody else has the action
     */
    private void ask(
            Set<InstanceId> instances,
            List<JolokiaRequest> requests,
            BooleanSupplier mark,
            Runnable take,
            Runnable then) {
        Duration left = Duration.between(parts.clock().instant(), action.deadline());
        if (left.compareTo(ManagementCall.SHORTEST) < 0) {
            end(ActionState.TIMED_OUT, Optional.of("Its deadline passed."), notAsked("its deadline passed before"));
            return;
        }
        if (!mark.getAsBoolean()) {
            giveUp(Duration.ZERO); // it was cancelled, or another home has it
            return;
        }
        asking = new Asking(instances);
        asking.begin(action, parts.calls(), requests, left, new Asking.Listener() {
            @Override
            public void arrived() {
                next(take);
            }

            @Override
            public void failed(Throwable failure) {
                next(() -> ActionRun.this.failed(failure));
            }

            @Override
            public void ended() {
                next(then);
            }
        });
    }

    /** Takes what is to be restored. Who does not say is not asked for more. */
    private void takeStates(ActionRevert revert) {
        OutcomeReader before = new OutcomeReader(revert::state, true, ActionRevert.LARGEST_STATE);
        Map<InstanceId, RawJson> states = new TreeMap<>();
        List<InstanceOutcome> failed = new ArrayList<>();
        for (Optional<Outcome> next = asking.poll(); next.isPresent(); next = asking.poll()) {
            InstanceOutcome outcome = before.read(next.get());
            outcome.result().ifPresentOrElse(state -> states.put(outcome.instance(), state), () -> failed.add(outcome));
        }
        if (!states.isEmpty() && !parts.store().outcomes().recordBefore(action.id(), action.hold(), states)) {
            giveUp(Duration.ZERO);
            return;
        }
        restorable.addAll(states.keySet());
        record(failed);
    }

    private void endStates(Set<InstanceId> chosen) {
        record(asking.silent().stream().map(reader::read).toList());
        Set<InstanceId> left = new TreeSet<>(chosen);
        left.retainAll(restorable);
        if (ended) {
            return;
        }
        if (left.isEmpty()) {
            round();
        } else {
            carryOut(left);
        }
    }

    /** Takes what has arrived by now. */
    private void takeArrived() {
        List<InstanceOutcome> outcomes = new ArrayList<>();
        while (outcomes.size() < BATCH) {
            Optional<Outcome> next = asking.poll();
            if (next.isEmpty()) {
                break;
            }
            outcomes.add(reader.read(next.get()));
        }
        record(outcomes);
    }

    private void endRound() {
        record(asking.silent().stream().map(reader::read).toList());
        if (!ended) {
            round();
        }
    }

    private void record(List<InstanceOutcome> outcomes) {
        if (!outcomes.isEmpty() && !parts.store().outcomes().record(action.id(), action.hold(), outcomes)) {
            giveUp(Duration.ZERO); // it was cancelled, or another home has it
        }
    }

    /** A call that failed as a whole: nothing was asked. */
    private void failed(Throwable failure) {
        if (!(failure instanceof FarspanException why) || isOfHome(why.code())) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
        if (!why.code().retryable() && why.code() != ProblemCode.TOO_MUCH) {
            end(ActionState.FAILED, Optional.of(why.problem().detail()), why.problem());
            return;
        }
        record(asking.silent(why.problem()).stream()
                .map(outcome -> InstanceOutcome.failed(outcome.instance(), OutcomeState.FAILED, 0, why.problem()))
                .toList());
        if (!ended) {
            round();
        }
    }

    private static boolean isOfHome(ProblemCode code) {
        return code == ProblemCode.NOT_HOME || code == ProblemCode.STORE_UNREACHABLE;
    }

    private static Problem notAsked(String why) {
        return Problem.of(
                ProblemCode.INSTANCE_TIMEOUT,
                "The instance was not asked by this action: " + why
                        + ". Begin another one for those that are missing.");
    }

    private void end(ActionState state, Optional<String> detail, Problem rest) {
        @Nullable String why = detail.map(Text::escape).orElse(null);
        if (parts.store()
                .end(action.id(), action.hold(), state, why, parts.clock().instant(), rest)) {
            complete();
        } else {
            giveUp(Duration.ZERO);
        }
    }

    private void complete() {
        parts.completion()
                .complete(action, plan, steps)
                .subscribe()
                .with(done -> next(() -> giveUp(Duration.ZERO)), failure -> next(() -> giveUp(PAUSE)));
    }

    private void next(Runnable step) {
        steps.execute(() -> run(step));
    }

    /** Does a step unless the run is over; what fails unexpectedly leaves the rest to the next one who takes the action. */
    private void run(Runnable step) {
        if (ended) {
            return;
        }
        try {
            step.run();
        } catch (FarspanException e) {
            LOG.debugf("action %s is gone on with later: %s", action.id(), Text.escape(String.valueOf(e.getMessage())));
            giveUp(PAUSE);
        } catch (RuntimeException e) {
            LOG.warnf(e, "action %s was interrupted and is gone on with", action.id());
            giveUp(PAUSE);
        }
    }

    private void giveUp(Duration pause) {
        if (!ended) {
            ended = true;
            asking.cancel();
            over.accept(pause);
        }
    }
}
