package io.farspan.troubleshooting.actions;

import java.util.concurrent.Executor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionStore;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * What comes after an action's end: its results are merged, one in memory at a time, and its end is recorded. It may be done
 * again when a home died in between: it then does the same.
 */
final class Completion {

    private static final Logger LOG = Logger.getLogger(Completion.class);

    private final ActionStore store;
    private final ActionLedger ledger;

    Completion(ActionStore store, ActionLedger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /**
     * Completes an action that has ended. Blocks while it reads.
     *
     * @param threads where it writes
     */
    Uni<Void> complete(StoredAction running, ActionPlan plan, Executor threads) {
        StoredAction action = store.find(running.application(), running.id())
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.NOT_FOUND, "The action " + running.id() + " has been removed."));
        RawJson merged = merged(action, plan);
        return ledger.ended(action, store.outcomes().progress(action.id()))
                .emitOn(threads)
                .invoke(() -> store.complete(action.id(), running.hold(), merged));
    }

    private RawJson merged(StoredAction action, ActionPlan plan) {
        try {
            ActionMerger merger = PluginCode.call(plan::merger);
            plan.earlier().ifPresent(earlier -> store.results()
                    .forEachOfBoth(
                            earlier,
                            action.id(),
                            (id, result) -> PluginCode.run(() -> merger.addEarlier(id, result.tree()))));
            store.results().forEach(action.id(), (id, result) -> PluginCode.run(() -> merger.add(id, result.tree())));
            RawJson merged = PluginCode.call(() -> RawJson.of(merger.merged()));
            return merged.length() <= ActionPlan.LARGEST_MERGED
                    ? merged
                    : problem("The results come to " + merged.length() + " bytes, and " + ActionPlan.LARGEST_MERGED
                            + " are kept. Read them instance by instance.");
        } catch (FarspanException e) {
            throw e;
        } catch (PluginCode.Defect e) {
            return problem("The results could not be merged: " + e.getMessage() + ". Read them instance by instance.");
        } catch (RuntimeException e) { // a fault of ours: it would come again each time
            LOG.warnf(e, "the results of action %s could not be merged", action.id());
            return problem("The results could not be merged: " + e + ". Read them instance by instance.");
        }
    }

    private static RawJson problem(String why) {
        return RawJson.of(JsonNodeFactory.instance.objectNode().put("problem", why));
    }
}
