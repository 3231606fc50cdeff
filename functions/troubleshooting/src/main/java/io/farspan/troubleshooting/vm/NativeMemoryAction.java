package io.farspan.troubleshooting.vm;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.plugin.action.Arguments;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.request.Requests;
import io.farspan.troubleshooting.request.SimplePlan;

/** Reads what the virtual machines use of native memory, by category, where they track it. */
public final class NativeMemoryAction implements Action {

    private static final int ANSWER_BYTES = 8 << 10;
    private static final int MOST = 100;
    private static final Pattern ROW = Pattern.compile(
            "(?m)^(?:- +([^(\\n]{1,60}?) \\(|(Total): )reserved=(\\d{1,15})KB, committed=(\\d{1,15})KB");

    @Override
    public String name() {
        return "native-memory";
    }

    @Override
    public String summary() {
        return "Reads what the virtual machines use of native memory, by category, where they track it.";
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
                List.of(Requests.command("vmNativeMemory", List.of("summary", "scale=KB"))),
                true,
                ANSWER_BYTES,
                NativeMemoryAction::result,
                () -> new SumMerger("reservedKB", "committedKB"));
    }

    private static JsonNode result(ActionAnswer answer) {
        String text = answer.text(0);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Matcher row = ROW.matcher(text);
        while (result.size() < MOST && row.find()) {
            result.putObject(row.group(2) == null ? row.group(1).strip() : row.group(2))
                    .put("reservedKB", Long.parseLong(row.group(3)))
                    .put("committedKB", Long.parseLong(row.group(4)));
        }
        if (result.isEmpty()) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_REFUSED,
                    answer.instance() + " does not track its native memory. Start it with"
                            + " -XX:NativeMemoryTracking=summary, which costs it some percent of its speed.");
        }
        return result;
    }
}
