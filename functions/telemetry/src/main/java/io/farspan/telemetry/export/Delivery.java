package io.farspan.telemetry.export;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What a receiver made of a request. */
sealed interface Delivery {

    /**
     * It has it.
     *
     * @param rejected how many records or points of it were refused nevertheless
     * @param why why, in the receiver's words
     */
    record Accepted(long rejected, String why) implements Delivery {}

    /**
     * It may have it, or would take it later: it is to be sent again.
     *
     * @param of which trouble it is, in the same words as long as it lasts
     * @param why what happened
     * @param pause how long the receiver wants to be left alone
     */
    record Later(String of, String why, Optional<Duration> pause) implements Delivery {}

    /**
     * It does not take so much at once.
     *
     * @param why its answer
     */
    record TooLarge(String why) implements Delivery {}

    /**
     * It does not take it, however often it is sent.
     *
     * @param why its answer
     */
    record Refused(String why) implements Delivery {}

    /** The result of the function of its kind. */
    default <T> T fold(
            Function<Accepted, T> accepted,
            Function<Later, T> later,
            Function<TooLarge, T> tooLarge,
            Function<Refused, T> refused) {
        if (this instanceof Accepted it) {
            return accepted.apply(it);
        }
        if (this instanceof Later it) {
            return later.apply(it);
        }
        return this instanceof TooLarge it ? tooLarge.apply(it) : refused.apply((Refused) this);
    }
}
