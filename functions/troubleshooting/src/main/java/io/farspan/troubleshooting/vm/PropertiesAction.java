package io.farspan.troubleshooting.vm;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;
import io.farspan.troubleshooting.request.SpreadMerger;

/**
 * Reads the system properties, and says where instances differ. Those that are not known to be harmless are masked. The
 * environment is not among them: no MBean of a Java virtual machine has it.
 */
public final class PropertiesAction implements Action {

    private static final int ANSWER_BYTES = 32 << 10;
    private static final int MOST = 5_000;

    @Override
    public String name() {
        return "properties";
    }

    @Override
    public String summary() {
        return "Reads the system properties, masked, and says where instances differ.";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        new Arguments(arguments);
        return new SimplePlan(
                arguments,
                List.of(Requests.read("java.lang:type=Runtime", "SystemProperties")),
                true,
                ANSWER_BYTES,
                PropertiesAction::result,
                SpreadMerger::new);
    }

    /** A table is a map of values, or of rows with a key and a value, by the agent's release. */
    private static JsonNode result(ActionAnswer answer) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        answer.value(0).fields().forEachRemaining(property -> {
            if (result.size() < MOST) {
                JsonNode value = property.getValue();
                result.put(
                        property.getKey(),
                        value.isObject() ? value.path("value").asText("") : value.asText(""));
            }
        });
        return result;
    }
}
