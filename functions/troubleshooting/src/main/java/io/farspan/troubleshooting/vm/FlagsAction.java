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

/** Reads the virtual machines' flags and arguments, and says where instances differ. */
public final class FlagsAction implements Action {

    private static final String RUNTIME = "java.lang:type=Runtime";
    private static final int ANSWER_BYTES = 16 << 10;
    private static final int MOST = 2_000;

    @Override
    public String name() {
        return "flags";
    }

    @Override
    public String summary() {
        return "Reads the virtual machines' flags and arguments, and says where instances differ.";
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
                List.of(
                        Requests.read("com.sun.management:type=HotSpotDiagnostic", "DiagnosticOptions"),
                        Requests.read(RUNTIME, "InputArguments"),
                        Requests.read(RUNTIME, "VmName"),
                        Requests.read(RUNTIME, "VmVersion")),
                true,
                ANSWER_BYTES,
                FlagsAction::result,
                SpreadMerger::new);
    }

    private static JsonNode result(ActionAnswer answer) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("VM", answer.value(2).asText("") + " " + answer.value(3).asText(""));
        int arguments = 0;
        for (JsonNode argument : answer.value(1)) {
            if (arguments++ < MOST) {
                argument(result, argument.asText(""));
            }
        }
        answer.find(0).ifPresent(options -> {
            for (JsonNode option : options) {
                if (result.size() < 2 * MOST) {
                    result.put(
                            option.path("name").asText(""),
                            option.path("value").asText("") + " ("
                                    + option.path("origin").asText("") + ")");
                }
            }
        });
        return result;
    }

    private static void argument(ObjectNode result, String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            result.put(text.substring(0, equals), text.substring(equals + 1));
        } else {
            result.put(text, "");
        }
    }
}
