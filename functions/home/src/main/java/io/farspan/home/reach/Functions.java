package io.farspan.home.reach;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.trace.TraceContext;

/** The functions, as home calls them. A call fails with {@link FunctionFailure}, or with what the fence refuses it with. */
public interface Functions {

    /**
     * What the function answers to {@code call}, within {@code timeout}.
     *
     * @param changesState whether any of its requests may change an instance
     * @param crossing is run for each request sent
     */
    Uni<FunctionAnswer> call(
            Route route,
            FunctionCall call,
            boolean changesState,
            long epoch,
            Duration timeout,
            TraceContext trace,
            Runnable crossing);

    /** Makes a probe. Cancelling it cancels the request. */
    Uni<ProbeAnswer> probe(Route route, ProbeCall call, long epoch, Duration timeout);
}
