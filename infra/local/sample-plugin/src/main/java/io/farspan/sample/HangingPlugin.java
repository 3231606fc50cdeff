package io.farspan.sample;

import java.util.concurrent.CountDownLatch;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/** Hangs, and does not end when it is interrupted either. */
public final class HangingPlugin implements FunctionPlugin {

    @Override
    public String name() {
        return "hangs";
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
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // It keeps none of the laws.
            }
        }
    }
}
