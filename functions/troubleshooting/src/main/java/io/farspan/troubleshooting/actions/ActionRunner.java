package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Duty;
import io.farspan.home.duty.Schedule;
import io.farspan.home.lease.Fence;
import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * Carries out the actions of the applications of which this router is home: those that are begun here, and those that an
 * earlier home or an earlier run of this router left behind. Thread-safe.
 */
final class ActionRunner implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ActionRunner.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLEANING = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final int THREADS = 2;

    private final UUID self = UUID.randomUUID();
    private final ActionParts parts;
    private final ActionCatalog catalog;
    private final Undoing undoing;
    private final Predicate<String> isHome;
    private final Map<UUID, Optional<ActionRun>> running = new ConcurrentHashMap<>();
    private final Duties looking = new Duties("farspan-actions", 2);
    private final Duties threads = new Duties("farspan-actions-run", THREADS);
    private final List<Duty> duties = new CopyOnWriteArrayList<>();

    ActionRunner(ActionParts parts, ActionCatalog catalog, ActionLedger ledger, Predicate<String> isHome) {
        this.parts = parts;
        this.catalog = catalog;
        this.undoing = new Undoing(parts, catalog, ledger);
        this.isHome = isHome;
    }

    /** Begins to look after these applications' actions. */
    void start(List<String> applications) {
        Schedule schedule = Schedule.every(LOOK).growingTo(Duration.ofSeconds(10));
        duties.add(looking.begin(
                "going on with actions", schedule, () -> homes(applications).forEach(this::goOn)));
        duties.add(looking.begin(
                "undoing actions", schedule, () -> homes(applications).forEach(this::undo)));
        looking.begin("removing expired actions", Schedule.every(CLEANING), () -> parts.store()
                .removeExpired(Instant.now()));
    }

    private List<String> homes(List<String> applications) {
        return applications.stream().filter(isHome).toList();
    }

    /** The hold of this router under the epoch that it acts in. */
    StoredAction.Hold hold(Optional<Fence.Permit> permit) {
        return new StoredAction.Hold(permit.map(Fence.Permit::epoch).orElse(0L), self);
    }

    /**
     * Begins an action once it is stored.
     *
     * @param store stores it
     */
    void begin(StoredAction action, ActionPlan plan, Runnable store) {
        running.put(action.id(), Optional.empty()); // or it would be taken for one that was left behind
        try {
            store.run();
        } catch (RuntimeException e) {
            running.remove(action.id());
            throw e;
        }
        run(action, plan);
    }

    private void run(StoredAction action, ActionPlan plan) {
        ActionRun run = new ActionRun(
                action,
                plan,
                parts,
                task -> threads.later(Duration.ZERO, task),
                pause -> threads.later(pause, () -> running.remove(action.id())),
                running::size);
        running.put(action.id(), Optional.of(run));
        run.begin();
    }

    /** Ends the carrying out of an action that has been cancelled, or makes its undoing due. */
    void cancelled(UUID id) {
        running.getOrDefault(id, Optional.empty()).ifPresent(ActionRun::stop);
        duties.forEach(Duty::wake);
    }

    /** Takes what is not finished and not carried out here. */
    void goOn(String application) {
        StoredAction.Hold hold = hold(parts.fence().admit(application));
        if (!running.isEmpty()) {
            parts.store().keep(hold);
        }
        for (StoredAction left : parts.store().leftBehind(application, hold)) {
            if (running.putIfAbsent(left.id(), Optional.empty()) == null) {
                try {
                    take(left.with(hold));
                } catch (FarspanException e) {
                    running.remove(left.id());
                    throw e; // the database cannot be reached, or another router is home: the same holds for the others
                } catch (RuntimeException e) {
                    LOG.warnf(e, "action %s cannot be gone on with; that is tried again", left.id());
                    threads.later(AGAIN, () -> running.remove(left.id()));
                }
            }
        }
    }

    /** Undoes what is due. */
    void undo(String application) {
        StoredAction.Hold hold = hold(parts.fence().admit(application));
        for (StoredAction due : parts.store().toUndo(application, Instant.now())) {
            try {
                undoing.undo(due.with(hold));
            } catch (FarspanException e) {
                throw e; // the same holds for the others
            } catch (RuntimeException e) {
                LOG.warnf(e, "action %s cannot be undone; that is tried again", due.id());
            }
        }
    }

    private void take(StoredAction action) {
        // Read again: it may have ended since it was listed.
        Optional<StoredAction> now = parts.store().find(action.application(), action.id());
        if (now.isEmpty() || now.get().complete() || !parts.store().take(action.id(), action.hold())) {
            running.remove(action.id());
            return;
        }
        StoredAction taken = now.get().with(action.hold());
        ActionPlan plan;
        try {
            plan = plan(taken);
        } catch (PluginCode.Defect e) {
            cannot(taken, ProblemCode.PLUGIN_FAILED, e);
            return;
        } catch (IllegalArgumentException e) {
            cannot(taken, ProblemCode.PLUGIN_UNKNOWN, e);
            return;
        }
        LOG.debugf("going on with action %s", taken.id());
        run(taken, plan);
    }

    private ActionPlan plan(StoredAction action) {
        Action kind = catalog.find(action.name())
                .orElseThrow(() -> new IllegalArgumentException(
                        "this router has no action '" + action.name() + "', whose jar the earlier home had"));
        return PluginPlan.of(kind, action.arguments());
    }

    /** Ends an action for which this router has no plan. */
    private void cannot(StoredAction action, ProblemCode code, RuntimeException cause) {
        String why = Text.escape(String.valueOf(cause.getMessage()));
        parts.store()
                .end(
                        action.id(),
                        action.hold(),
                        ActionState.UNKNOWN,
                        "This router could not go on with it: " + why + ".",
                        parts.clock().instant(),
                        Problem.of(code, "Home could not go on with the action: " + why + "."));
        run(action.state() == ActionState.RUNNING ? find(action) : action, new NoPlan(action, why));
    }

    private StoredAction find(StoredAction action) {
        return parts.store()
                .find(action.application(), action.id())
                .map(found -> found.with(action.hold()))
                .orElse(action);
    }

    @Override
    public void close() {
        looking.close();
        threads.close();
    }
}
