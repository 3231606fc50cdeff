package io.farspan.router.fanout;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.problem.Problem;

/**
 * Something to be asked of a location, once or several times and by one way or another; see {@link FanOut#ask(Attempts,
 * java.util.Map)}.
 *
 * @param <A> what comes of it
 */
public interface Attempts<A> {

    /** The application. */
    String application();

    /** The location. */
    String location();

    /** Whether it may change anything: then it is sent again only if it cannot have arrived. */
    boolean changesState();

    /** What is left of the deadline, counted from when it was made. */
    Duration left();

    /**
     * Asks once; fails with {@link FunctionFailure}.
     *
     * @param left what is left of the deadline now
     * @param choice the way
     * @param crossing is run for each request that is sent
     */
    Uni<A> attempt(Duration left, RouteAdvisor.RouteChoice choice, Runnable crossing);

    /** What is told when no attempt came to anything. */
    Uni<A> failAll(Problem problem, int calls);

    /** Whether the answer of a stand-in shows nothing but that it is not the one to ask. */
    boolean isUseless(A answer);

    /** The answer with how many calls were made for it. */
    A after(A answer, int calls);
}
