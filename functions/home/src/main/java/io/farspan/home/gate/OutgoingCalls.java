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

/** Calls to instances that the gate has allowed. Their answers are returned through a view that masks them. */
public interface OutgoingCalls extends ManagementPort {

    /**
     * Makes a call as part of a trace.
     *
     * @param view maps an outcome to what the caller may see, of which aggregates are made, too
     */
    Uni<UnifiedAnswer> call(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view);

    /** Makes a call and streams its outcomes as they arrive. */
    Multi<Line> stream(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view);

    /**
     * Sends different requests to different instances, and answers as if it were one call.
     *
     * @param parts the requests for each selection of instances
     * @param known the outcomes of instances that are not called
     * @param before the answer of the call that preceded this one
     * @param started the time at which that call began, by {@link System#nanoTime()}
     */
    Uni<UnifiedAnswer> all(
            ManagementCall call,
            Map<InstanceSelector, List<JolokiaRequest>> parts,
            TraceContext trace,
            UnaryOperator<Outcome> view,
            List<Outcome> known,
            UnifiedAnswer before,
            long started);

    /**
     * A line of a streamed answer: an outcome as soon as its location has answered, and finally the rest of the answer.
     */
    sealed interface Line {
        /** One instance's outcome. */
        record Arrived(Outcome outcome) implements Line {}

        /** The last line: the answer without its outcomes. */
        record Summary(UnifiedAnswer summary) implements Line {}

        /** The last line of a call that failed. */
        record Failed(Problem problem) implements Line {}
    }
}
