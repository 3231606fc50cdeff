package io.farspan.sample;

import java.util.List;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** Asks each selected instance for a garbage collection: an operation, so that it takes an operator and says it changes. */
public final class GcPlugin implements FunctionPlugin {

    private static final RawJson COLLECT =
            RawJson.of("{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}");

    @Override
    public String name() {
        return "gc";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public Role role() {
        return Role.OPERATOR;
    }

    @Override
    public boolean changesState() {
        return true;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) {
        return PluginAnswer.of(context.agents().ask(List.of(COLLECT)).stream()
                .map(PluginAnswer.OfInstance::of)
                .toList());
    }
}
