package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.lease.Fence;
import io.farspan.home.lease.Leases;
import io.farspan.home.map.MapReport;
import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.ActionStore;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.OutcomeState;
import io.farspan.troubleshooting.store.StoredAction;

/** Begins and cancels actions. What may not be done is refused before anything is stored or sent. */
@Singleton
class Actions {

    private final ActionCatalog catalog;
    private final ActionStore store;
    private final ActionCalls calls;
    private final ActionRunner runner;
    private final ActionLedger ledger;
    private final Fence fence;
    private final Function<String, Uni<List<InstanceEntry>>> instances;
    private final Duration retention;
    private final ActionTurns turns = new ActionTurns();

    @Inject
    Actions(
            ActionCatalog catalog,
            ActionStore store,
            ActionCalls calls,
            ActionRunner runner,
            ActionLedger ledger,
            Leases leases,
            MapReport map,
            TroubleshootingConfig config) {
        this(
                catalog,
                store,
                calls,
                runner,
                ledger,
                leases,
                application -> map.map(application).map(MapReport.Whole::instances),
                config.retention());
    }

    Actions(
            ActionCatalog catalog,
            ActionStore store,
            ActionCalls calls,
            ActionRunner runner,
            ActionLedger ledger,
            Fence fence,
            Function<String, Uni<List<InstanceEntry>>> instances,
            Duration retention) {
        this.catalog = catalog;
        this.store = store;
        this.calls = calls;
        this.runner = runner;
        this.ledger = ledger;
        this.fence = fence;
        this.instances = instances;
        this.retention = retention;
    }

    /** Begins an action; its first round may be under way before the answer. */
    Uni<StoredAction> begin(String application, Person person, ActionRequest request) {
        return Uni.createFrom().deferred(() -> {
            StoredAction.Hold hold = runner.hold(fence.admit(application));
            Action kind = catalog.require(request.action());
            requireRole(kind, person);
            ActionPlan plan = plan(kind, request.given());
            requireAllowed(application, person, plan);
            ledger.requireRoom();
            return instances.apply(application).chain(known -> {
                List<InstanceOutcome> selected = select(application, request.selected(), known);
                StoredAction action = action(application, person, request, plan, hold);
                return turns.run(person.name(), () -> requireRoom(action, plan))
                        .chain(() -> ledger.begins(action, selected.size()))
                        .chain(() -> turns.run(person.name(), () -> {
                                    runner.begin(action, plan, () -> store.add(action, selected));
                                    return action;
                                })
                                .onFailure()
                                .call(failure -> ledger.refused(action, failure)));
            });
        });
    }

    private void requireAllowed(String application, Person person, ActionPlan plan) {
        List<JolokiaRequest> all = new ArrayList<>(plan.requests());
        plan.revert().ifPresent(revert -> all.addAll(revert.before()));
        if (all.stream().anyMatch(request -> request.acts() && request.isPattern())) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "An action invokes operations of MBeans by their whole names, not by patterns. Nothing was sent.");
        }
        calls.require(person, application, all);
    }

    private static void requireRole(Action kind, Person person) {
        if (!Roles.includes(person.hasRole(), kind.role().word())) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "The action '" + kind.name() + "' needs the role "
                            + kind.role().word() + ", which " + person.name() + " lacks. Nothing was sent.");
        }
    }

    private static ActionPlan plan(Action kind, ObjectNode arguments) {
        try {
            return PluginPlan.of(kind, arguments);
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        } catch (PluginCode.Defect e) {
            if (e.getCause() instanceof FarspanException refused) {
                throw refused;
            }
            throw new FarspanException(
                    ProblemCode.PLUGIN_FAILED,
                    "The action '" + kind.name() + "' failed at its arguments: " + e.getMessage()
                            + ". Nothing was sent. Tell whoever wrote its jar.",
                    e);
        }
    }

    /** The selected instances; those that are named and not there have their outcome already. */
    private static List<InstanceOutcome> select(
            String application, InstanceSelector select, List<InstanceEntry> known) {
        List<InstanceOutcome> selected = new ArrayList<>();
        Set<InstanceId> missing = new TreeSet<>(select.instances());
        for (InstanceEntry entry : known) {
            missing.remove(entry.id());
            if (select.matches(entry.id(), entry.labels())) {
                selected.add(new InstanceOutcome(
                        entry.id(), OutcomeState.PENDING, 0, 0, Optional.empty(), Optional.empty()));
            }
        }
        for (InstanceId id : missing) {
            selected.add(InstanceOutcome.failed(
                    id,
                    OutcomeState.FAILED,
                    0,
                    Problem.of(
                            ProblemCode.INSTANCE_UNKNOWN,
                            "The map has no instance " + id + " of " + application + ". List its instances.")));
        }
        if (selected.isEmpty() || selected.size() > InstanceSelector.MOST_NAMED) {
            throw selected.isEmpty()
                    ? new FarspanException(
                            ProblemCode.INSTANCE_UNKNOWN,
                            "'select' selects no instance of " + application + ". List its instances.")
                    : new FarspanException(
                            ProblemCode.TOO_MUCH,
                            "'select' selects " + selected.size() + " instances, and one action has "
                                    + InstanceSelector.MOST_NAMED + " at most. Begin one for each location.");
        }
        return selected;
    }

    private StoredAction action(
            String application, Person person, ActionRequest request, ActionPlan plan, StoredAction.Hold hold) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS); // the database's precision
        Optional<StoredAction.Undo> undo =
                plan.revert().map(revert -> new StoredAction.Undo(revert.of(), now.plus(revert.after())));
        return new StoredAction(
                UUID.randomUUID(),
                application,
                request.action(),
                request.given(),
                (ObjectNode) Gate.masked(RawJson.of(plan.shown())).tree(),
                plan.requests(),
                request.selected(),
                person.name(),
                Roles.ALL.stream().filter(person.hasRole()).collect(Collectors.toSet()),
                request.reason().orElse(""),
                ActionState.RUNNING,
                Optional.empty(),
                hold,
                now,
                now.plus(request.deadline()),
                Optional.empty(),
                now.plus(retention).plus(plan.revert().map(ActionRevert::after).orElse(Duration.ZERO)),
                false,
                undo,
                Optional.empty(),
                false);
    }

    /** Refuses before anything is recorded. */
    private StoredAction requireRoom(StoredAction action, ActionPlan plan) {
        store.requireRoom(action);
        plan.earlier().ifPresent(id -> {
            if (store.find(action.application(), id)
                    .filter(found -> found.name().equals(action.name()))
                    .isEmpty()) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        action.application() + " has no earlier action " + id + " '" + action.name()
                                + "', with which this one is to be compared. List its actions.");
            }
        });
        return action;
    }

    /** Cancels an action that runs, or undoes now what an ended one is to undo later. */
    Uni<StoredAction> cancel(String application, UUID id, Person person) {
        return Uni.createFrom().deferred(() -> {
            fence.admit(application);
            return find(application, id, person).chain(action -> {
                requireMayCancel(action, person);
                calls.require(person, application, action.accesses());
                if (!action.isRunning() && !action.isToBeUndone()) {
                    return Uni.createFrom().item(action);
                }
                return ledger.cancels(action, person.name())
                        .chain(() -> turns.run(person.name(), () -> {
                            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
                            boolean running = store.cancel(
                                    id,
                                    "It was cancelled by " + person.name() + ".",
                                    now,
                                    Problem.of(
                                            ProblemCode.INSTANCE_TIMEOUT,
                                            person.name() + " cancelled the action before it was known what came of it"
                                                    + " here."));
                            store.undoNow(id, now);
                            runner.cancelled(id);
                            return running;
                        }))
                        .chain(() -> find(application, id, person));
            });
        });
    }

    private static void requireMayCancel(StoredAction action, Person person) {
        if (!action.person().equals(person.name()) && !Roles.includes(person.hasRole(), Roles.OPERATOR)) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "The action " + action.id() + " was begun by " + action.person() + ", and " + person.name()
                            + " lacks the role operator, which cancelling it needs.");
        }
    }

    /** An action; fails with {@code NOT_FOUND}. */
    Uni<StoredAction> find(String application, UUID id, Person person) {
        return turns.run(person.name(), () -> store.find(application, id))
                .map(found -> found.orElseThrow(() -> new FarspanException(
                        ProblemCode.NOT_FOUND,
                        application + " has no action " + id + ". It may have expired; list the actions.")));
    }

    /** Whether a person may see what an action came to: who may not ask the same may not. */
    boolean maySee(StoredAction action, Person person) {
        try {
            calls.require(person, action.application(), action.accesses());
            return true;
        } catch (FarspanException e) {
            return false;
        }
    }

    ActionStore store() {
        return store;
    }

    ActionTurns turns() {
        return turns;
    }

    ActionCatalog catalog() {
        return catalog;
    }
}
