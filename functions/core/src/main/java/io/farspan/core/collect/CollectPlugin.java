package io.farspan.core.collect;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;

/**
 * Reads the streams of the location's instances. It changes state, because what a checkpoint covers may be dropped at its
 * agent: it is called by home, under its epoch, and by nobody less than an admin.
 */
public final class CollectPlugin implements FunctionPlugin {

    @Override
    public String name() {
        return CollectCall.PLUGIN;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Role role() {
        return Role.ADMIN;
    }

    @Override
    public boolean changesState() {
        return true;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) {
        CollectCall call = CallBody.read(CollectCall.PLUGIN, "instances and maxBytes", body, CollectCall.class);
        CollectAnswer answer = new Collection(context, call).run();
        return PluginAnswer.of(out -> Json.wire().writeValue(out, answer));
    }
}
