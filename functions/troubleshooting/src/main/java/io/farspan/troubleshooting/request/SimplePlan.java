package io.farspan.troubleshooting.request;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.JolokiaRequest;

/**
 * A plan that is the sum of its parts.
 *
 * @param shown the arguments as everybody may see them
 * @param requests what each instance is asked
 * @param isRepeatable whether it may be asked twice
 * @param answerBytes about how many bytes it answers
 * @param results what an answer comes to
 * @param mergers makes mergers of the results
 */
public record SimplePlan(
        ObjectNode shown,
        List<JolokiaRequest> requests,
        boolean isRepeatable,
        int answerBytes,
        Function<ActionAnswer, JsonNode> results,
        Supplier<ActionMerger> mergers)
        implements ActionPlan {

    @Override
    public JsonNode result(ActionAnswer answer) {
        return results.apply(answer);
    }

    @Override
    public ActionMerger merger() {
        return mergers.get();
    }
}
