package io.farspan.troubleshooting.histogram;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;

/**
 * Counts the objects on the heaps by class, and compares with an earlier histogram: {@code "since"} is its id. The virtual
 * machine collects garbage first, so that only live objects are counted, unless {@code "all"} is true.
 */
public final class HistogramAction implements Action {

    private static final int ANSWER_BYTES = 1 << 20;
    private static final int LONGEST_ID = 36;

    @Override
    public String name() {
        return "histogram";
    }

    @Override
    public String summary() {
        return "Counts the objects on the heaps by class, and compares with an earlier histogram.";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        Arguments checked = new Arguments(arguments, "all", "since");
        List<String> words = checked.flag("all") ? List.of("-all") : List.of();
        return new Plan(
                arguments,
                List.of(Requests.command("gcClassHistogram", words)),
                checked.text("since", LONGEST_ID).map(HistogramAction::id));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("arguments.since must be the id of an earlier histogram", e);
        }
    }

    private record Plan(ObjectNode shown, List<JolokiaRequest> requests, Optional<UUID> earlier) implements ActionPlan {

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public int answerBytes() {
            return ANSWER_BYTES;
        }

        @Override
        public JsonNode result(ActionAnswer answer) {
            return HistogramText.read(answer.text(0));
        }

        @Override
        public ActionMerger merger() {
            return new HistogramMerger(earlier.isPresent());
        }
    }
}
