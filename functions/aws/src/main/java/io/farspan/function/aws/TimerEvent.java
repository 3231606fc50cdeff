package io.farspan.function.aws;

import org.jspecify.annotations.Nullable;

/**
 * The event of the schedule. It comes by the function's alias {@code timer}, which only the schedule's role may invoke:
 * Lambda says by which alias it was, and no sender can. What a Function URL passes comes by another alias, or by none.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Names of functions and aliases</a>
 */
final class TimerEvent {

    private static final String ALIAS = "timer";

    /** The parts of {@code arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS}; without an alias the name is the last. */
    private static final int QUALIFIED = 8;

    private TimerEvent() {}

    /**
     * Whether the function was invoked by the schedule.
     *
     * @param invoked the ARN by which it was invoked, as Lambda says it
     */
    static boolean is(@Nullable String invoked) {
        String[] parts = invoked == null ? new String[0] : invoked.split(":", -1);
        return parts.length == QUALIFIED && parts[QUALIFIED - 1].equals(ALIAS);
    }
}
