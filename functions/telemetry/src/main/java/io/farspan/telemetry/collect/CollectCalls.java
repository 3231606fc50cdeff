package io.farspan.telemetry.collect;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginReply;

/** The functions, as they are called to collect. Fails with {@link io.farspan.home.reach.FunctionFailure}. */
@FunctionalInterface
interface CollectCalls {

    /** What the plugin answers within {@code timeout}. */
    Uni<PluginReply> send(CollectRoute route, PluginCall call, Duration timeout);
}
