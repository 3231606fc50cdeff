package io.farspan.troubleshooting.vm;

import java.util.List;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Role;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;
import io.farspan.troubleshooting.request.SpreadMerger;

/**
 * Invokes an operation of an MBean, where the policy grants it to whoever asks. It is never repeated by itself. Its arguments
 * are shown to nobody, because they may be secrets.
 */
public final class ExecAction implements Action {

    private static final int LONGEST_NAME = 1_000;
    private static final int MOST_ARGUMENTS = 32;
    private static final int ANSWER_BYTES = 64 << 10;
    private static final String MASKED = "***";

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String summary() {
        return "Invokes an operation of an MBean, where the policy grants it.";
    }

    @Override
    public Role role() {
        return Role.VIEWER; // the grant to the operation says more
    }

    @Override
    public ActionPlan plan(ObjectNode arguments) {
        Arguments checked = new Arguments(arguments, "mbean", "operation", "arguments");
        String mbean = checked.requiredText("mbean", LONGEST_NAME);
        String operation = checked.requiredText("operation", LONGEST_NAME);
        ArrayNode values =
                checked.value("arguments").map(ExecAction::values).orElseGet(JsonNodeFactory.instance::arrayNode);
        requireName(mbean);
        JolokiaRequest request = Requests.exec(mbean, operation, values);
        if (request.defect().isPresent()) {
            throw new IllegalArgumentException(request.defect().get());
        }
        ObjectNode shown = arguments.deepCopy();
        if (shown.has("arguments")) {
            ArrayNode masked = shown.putArray("arguments");
            values.forEach(value -> masked.add(MASKED));
        }
        return new SimplePlan(shown, List.of(request), false, ANSWER_BYTES, ExecAction::result, SpreadMerger::new);
    }

    private static ArrayNode values(JsonNode value) {
        if (value instanceof ArrayNode array && array.size() <= MOST_ARGUMENTS) {
            return array;
        }
        throw new IllegalArgumentException(
                "arguments.arguments must be a list of at most " + MOST_ARGUMENTS + " values");
    }

    private static void requireName(String mbean) {
        try {
            if (new ObjectName(mbean.substring(mbean.indexOf('@') + 1)).isPattern()) {
                throw new IllegalArgumentException("arguments.mbean must be one MBean's name, not a pattern");
            }
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("arguments.mbean is not an ObjectName: " + e.getMessage(), e);
        }
    }

    private static JsonNode result(ActionAnswer answer) {
        return JsonNodeFactory.instance.objectNode().set("value", answer.value(0));
    }
}
