package io.farspan.router.fanout;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.problem.Problem;

/**
 * A request to a location that may take several attempts, each by a route of its own; see {@link FanOut#ask(Attempts,
 * java.util.Map)}.
 *
 * @param <A> the answer
 */
public interface Attempts<A> {

    /** The application. */
    String application();

    /** The location. */
    String location();

    /** Whether it may change anything: if so, it is retried only if it cannot have arrived. */
    boolean changesState();

    /** The time left until the deadline, counted from when this was created. */
    Duration left();

    /**
     * Makes one attempt; fails with {@link FunctionFailure}.
     *
     * @param left the time left until the deadline
     * @param choice the route to take
     * @param crossing is run for each request that is sent
     */
    Uni<A> attempt(Duration left, RouteAdvisor.RouteChoice choice, Runnable crossing);

    /** The answer when every attempt has failed. */
    Uni<A> failAll(Problem problem, int calls);

    /** Whether the answer of a stand-in only shows that it cannot stand in. */
    boolean isUseless(A answer);

    /** The answer with the number of calls that were made for it. */
    A after(A answer, int calls);
}
