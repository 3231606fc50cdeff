package io.farspan.troubleshooting.actions;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.JolokiaRequest;

/**
 * A plan of which all is read at once that does not depend on answers, so that code that fails there does so before anything
 * is stored or sent.
 */
record PluginPlan(
        ActionPlan made,
        List<JolokiaRequest> requests,
        boolean isRepeatable,
        int answerBytes,
        ObjectNode shown,
        Optional<UUID> earlier,
        Optional<ActionRevert> revert)
        implements ActionPlan {

    /**
     * An action's plan for these arguments.
     *
     * @throws IllegalArgumentException when they cannot be used
     * @throws PluginCode.Defect when the action's code fails
     */
    static ActionPlan of(Action kind, ObjectNode arguments) {
        try {
            return PluginCode.call(() -> read(kind.plan(arguments)));
        } catch (PluginCode.Defect e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private static ActionPlan read(ActionPlan plan) {
        return new PluginPlan(
                plan,
                List.copyOf(plan.requests()),
                plan.isRepeatable(),
                plan.answerBytes(),
                plan.shown(),
                plan.earlier(),
                plan.revert().map(PluginRevert::read));
    }

    @Override
    public JsonNode result(ActionAnswer answer) {
        return made.result(answer);
    }

    @Override
    public ActionMerger merger() {
        return made.merger();
    }
}
