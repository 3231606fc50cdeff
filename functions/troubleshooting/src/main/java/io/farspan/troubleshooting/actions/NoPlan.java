package io.farspan.troubleshooting.actions;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * The plan of an ended action for which this router can make none: nothing is asked, and results are not merged.
 *
 * @param why it can make none
 */
record NoPlan(StoredAction action, String why) implements ActionPlan {

    @Override
    public List<JolokiaRequest> requests() {
        return List.of();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public int answerBytes() {
        return 0;
    }

    @Override
    public ObjectNode shown() {
        return action.shown();
    }

    @Override
    public JsonNode result(ActionAnswer answer) {
        throw new IllegalStateException("nothing was asked");
    }

    @Override
    public ActionMerger merger() {
        return new ActionMerger() {
            @Override
            public void add(InstanceId instance, JsonNode result) {
                // kept as it is
            }

            @Override
            public JsonNode merged() {
                return JsonNodeFactory.instance
                        .objectNode()
                        .put(
                                "problem",
                                "The results could not be merged: " + why + ". Read them instance by instance.");
            }
        };
    }
}
