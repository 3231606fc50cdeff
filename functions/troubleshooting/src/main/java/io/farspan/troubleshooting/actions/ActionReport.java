package io.farspan.troubleshooting.actions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.OutcomeState;
import io.farspan.troubleshooting.store.Progress;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * An action as it is shown.
 *
 * @param id its id
 * @param action the name of the kind of action
 * @param arguments its arguments, without what could be a secret
 * @param select which instances were selected
 * @param by who began it
 * @param reason the reason given
 * @param state how far it is
 * @param detail why it ended as it did, where that is not plain
 * @param started when it began
 * @param deadline when it ends at the latest
 * @param ended when it ended
 * @param expires when it is removed
 * @param undoneAt when what it changed is undone, or was; not there when that was given up
 * @param undone whether that is done at every instance
 * @param progress how many instances are how far
 * @param merged what the results come to; there once it has ended, and soon after it was cancelled
 * @param hidden why {@code merged} and results are not shown
 * @param outcomes what became of it at each instance, ordered by id; only where one action is asked for
 */
record ActionReport(
        UUID id,
        String action,
        ObjectNode arguments,
        InstanceSelector select,
        String by,
        String reason,
        ActionState state,
        Optional<String> detail,
        Instant started,
        Instant deadline,
        Optional<Instant> ended,
        Instant expires,
        Optional<Instant> undoneAt,
        Optional<Boolean> undone,
        Progress progress,
        Optional<RawJson> merged,
        Optional<String> hidden,
        Optional<List<Outcome>> outcomes) {

    /**
     * The newest actions of an application.
     *
     * @param kinds the kinds of actions that can be begun
     * @param next goes into {@code before} for those that come after
     */
    record Page(String application, List<Kind> kinds, List<ActionReport> actions, Optional<UUID> next) {}

    /** A kind of action, what it does, and the least role whose holder may begin it. */
    record Kind(String name, String summary, Role role) {}

    /** What became of an action at one instance. */
    record Outcome(
            InstanceId instance,
            String location,
            OutcomeState state,
            long tookMs,
            int bytes,
            Optional<RawJson> result,
            Optional<Problem> problem) {

        static Outcome of(InstanceOutcome outcome) {
            return new Outcome(
                    outcome.instance(),
                    outcome.instance().location(),
                    outcome.state(),
                    outcome.tookMs(),
                    outcome.bytes(),
                    outcome.result(),
                    outcome.problem());
        }
    }

    static ActionReport of(StoredAction action, Progress progress) {
        return new ActionReport(
                action.id(),
                action.name(),
                action.shown(),
                action.select(),
                action.person(),
                action.reason(),
                state(action),
                action.detail(),
                action.started(),
                action.deadline(),
                action.ended().filter(end -> state(action) != ActionState.RUNNING),
                action.expires(),
                action.undone()
                        .or(() -> action.undo().map(StoredAction.Undo::at))
                        .filter(at -> action.undone().isEmpty() || action.restored()),
                action.undo().map(undo -> action.restored()),
                progress,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** It ends for those who wait for its results when they are there. That it is cancelled is said at once. */
    private static ActionState state(StoredAction action) {
        return action.complete() || action.state() == ActionState.CANCELLED ? action.state() : ActionState.RUNNING;
    }

    /** The same with what it came to. */
    ActionReport with(Optional<RawJson> its, Optional<String> why, List<InstanceOutcome> all) {
        return new ActionReport(
                id,
                action,
                arguments,
                select,
                by,
                reason,
                state,
                detail,
                started,
                deadline,
                ended,
                expires,
                undoneAt,
                undone,
                progress,
                its,
                why,
                Optional.of(all.stream().map(Outcome::of).toList()));
    }
}
