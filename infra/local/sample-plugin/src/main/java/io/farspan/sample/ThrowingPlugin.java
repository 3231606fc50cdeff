package io.farspan.sample;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** Throws: an exception, or for the body {@code "error"} an error that nobody should catch and go on. */
public final class ThrowingPlugin implements FunctionPlugin {

    @Override
    public String name() {
        return "throws";
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
        if (body.toString().equals("\"error\"")) {
            throw new StackOverflowError("as asked");
        }
        throw new IllegalStateException("as asked");
    }
}
