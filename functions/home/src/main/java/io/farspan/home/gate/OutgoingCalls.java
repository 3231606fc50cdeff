package io.farspan.home.gate;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.trace.TraceContext;

/** Calls to instances as the gate lets them out: what is asked is judged already, what comes back is seen through a view. */
public interface OutgoingCalls extends ManagementPort {

    /**
     * Asks as a part of a trace.
     *
     * @param view an outcome as the caller may see it; aggregates are made of what the caller sees
     */
    Uni<UnifiedAnswer> call(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view);

    /** Asks, and gives each outcome when it is there. */
    Multi<Line> stream(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view);

    /**
     * Asks different instances for different things, and answers as if it had been one call.
     *
     * @param parts what each selection of instances is asked
     * @param known outcomes of instances that are not asked
     * @param before the answer of a call that had to be made first
     * @param started when that was, by {@link System#nanoTime()}
     */
    Uni<UnifiedAnswer> all(
            ManagementCall call,
            Map<InstanceSelector, List<JolokiaRequest>> parts,
            TraceContext trace,
            UnaryOperator<Outcome> view,
            List<Outcome> known,
            UnifiedAnswer before,
            long started);

    /** A line of a streamed answer: an outcome as soon as its location has answered, at last the answer without them. */
    sealed interface Line {
        /** One instance's outcome. */
        record Arrived(Outcome outcome) implements Line {}

        /** The rest. */
        record Summary(UnifiedAnswer summary) implements Line {}

        /** Instead of the rest: why there is none. */
        record Failed(Problem problem) implements Line {}
    }
}
