package io.farspan.sample;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** How much heap a location uses in all, as one number where a call would answer one for each instance. */
public final class HeapPlugin implements FunctionPlugin {

    private static final RawJson HEAP = RawJson.of(
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\",\"path\":\"used\"}");

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) {
        long used = 0;
        int answered = 0;
        for (Outcome outcome : context.agents().ask(List.of(HEAP))) {
            JsonNode value = outcome.responses()
                    .map(responses -> responses.get(0).tree().path("value"))
                    .orElse(JsonNodeFactory.instance.missingNode());
            if (value.isNumber()) {
                used += value.longValue();
                answered++;
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("location", context.location()).put("usedBytes", used).put("answered", answered);
        return PluginAnswer.of(RawJson.of(answer));
    }
}
