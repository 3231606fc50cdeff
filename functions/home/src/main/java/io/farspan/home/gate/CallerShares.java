package io.farspan.home.gate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Limits the calls that each caller has under way, so that one caller cannot crowd out the others. Thread-safe. */
final class CallerShares {

    private final int most;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    CallerShares(int most) {
        this.most = most;
    }

    /**
     * Counts one more call of a caller, until {@link #leave}.
     *
     * @throws FarspanException {@code TOO_MUCH} when the caller is at the limit
     */
    void enter(String caller) {
        int now = underWay.merge(caller, 1, Integer::sum);
        if (now > most) {
            leave(caller);
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    caller + " has " + most + " calls under way, the most for one caller"
                            + " (farspan.router.calls-per-caller). Wait for their answers, or ask for several things in one call.");
        }
    }

    void leave(String caller) {
        underWay.computeIfPresent(caller, (name, count) -> count > 1 ? count - 1 : null);
    }
}
