package io.farspan.telemetry.sampling;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.telemetry.collect.CollectRoute;

/** The functions, as they are called to sample. Fails with {@link io.farspan.home.reach.FunctionFailure}. */
@FunctionalInterface
interface SampleCalls {

    /** What the function answers within {@code timeout}. */
    Uni<FunctionAnswer> send(CollectRoute route, FunctionCall call, Duration timeout);
}
