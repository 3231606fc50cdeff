package io.farspan.home.reach;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;

/** What is known of the ways to functions, and who wants to know when one fails. */
public interface Advice {

    /** How to ask a location. */
    enum Manner {
        /** Its function, straight from home. */
        DIRECT,
        /** Its function, by way of another. */
        RELAYED,
        /** Another location's function asks the instances itself. */
        STAND_IN
    }

    /**
     * A way to ask a location.
     *
     * @param manner how
     * @param via the other location, where there is one
     */
    record Detour(Manner manner, String via) {}

    /** Straight to the function, with no opinion on others. */
    Detour DIRECT = new Detour(Manner.DIRECT, "");

    /** How to ask {@code location} now. */
    Detour advise(String application, String location);

    /** What to try, in order, after the straight way has failed; only {@code others} have functions. */
    List<Detour> detours(String application, String location, Set<String> others);

    /** A call to a location's function begins. */
    void began(String application, String location);

    /** It is over, however it went. */
    void ended(String application, String location);

    /** A location's function has answered a call, which went straight to it or by way of another. */
    void answered(String application, String location, boolean direct);

    /**
     * A call to agents of a location begins; agents that are at it may be silent to everybody else.
     *
     * @param names instances by name; empty for all
     * @param left how long it is waited for
     * @return is told once of the outcomes, or of nothing when nobody waits for them any more
     */
    default Consumer<Optional<List<Outcome>>> asking(
            String application, String location, Optional<List<String>> names, Duration left) {
        return outcomes -> {};
    }

    /** A call has failed. */
    void failed(String application, String location, Problem problem);
}
