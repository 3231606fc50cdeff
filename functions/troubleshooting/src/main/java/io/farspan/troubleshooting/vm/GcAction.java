package io.farspan.troubleshooting.vm;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;

/** Collects garbage, and says how much of the heap was in use before and after. */
public final class GcAction implements Action {

    private static final String MEMORY = "java.lang:type=Memory";
    private static final int ANSWER_BYTES = 1_024;

    @Override
    public String name() {
        return "gc";
    }

    @Override
    public String summary() {
        return "Collects garbage, and says how much of the heap was in use before and after.";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        new Arguments(arguments);
        return new SimplePlan(
                arguments,
                List.of(
                        Requests.read(MEMORY, "HeapMemoryUsage"),
                        Requests.exec(MEMORY, "gc", JsonNodeFactory.instance.arrayNode()),
                        Requests.read(MEMORY, "HeapMemoryUsage")),
                true,
                ANSWER_BYTES,
                GcAction::result,
                Sum::new);
    }

    private static JsonNode result(ActionAnswer answer) {
        answer.value(1);
        return JsonNodeFactory.instance
                .objectNode()
                .put("usedBefore", answer.value(0).path("used").asLong())
                .put("usedAfter", answer.value(2).path("used").asLong());
    }

    /** The sums over instances. */
    private static final class Sum implements ActionMerger {

        private int instances;
        private long before;
        private long after;

        @Override
        public void add(InstanceId instance, JsonNode result) {
            instances++;
            before += result.path("usedBefore").asLong();
            after += result.path("usedAfter").asLong();
        }

        @Override
        public JsonNode merged() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("instances", instances)
                    .put("usedBefore", before)
                    .put("usedAfter", after)
                    .put("freed", before - after);
        }
    }
}
