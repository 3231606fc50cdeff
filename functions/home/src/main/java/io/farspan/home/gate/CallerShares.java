package io.farspan.home.gate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** How many calls each caller has under way: one caller's many must not keep others from theirs. Safe for many threads. */
final class CallerShares {

    private final int most;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    CallerShares(int most) {
        this.most = most;
    }

    /**
     * Takes a share for one call, to be given back by {@link #leave}.
     *
     * @throws FarspanException {@code TOO_MUCH} when the caller has none left
     */
    void enter(String caller) {
        int now = underWay.merge(caller, 1, Integer::sum);
        if (now > most) {
            leave(caller);
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    caller + " has " + most + " calls under way, and no more are taken from one caller"
                            + " (farspan.router.calls-per-caller). Wait for their answers, or ask for several things in one call.");
        }
    }

    void leave(String caller) {
        underWay.computeIfPresent(caller, (name, count) -> count > 1 ? count - 1 : null);
    }
}
