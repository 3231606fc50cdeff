package io.farspan.bridge.login;

import java.time.Duration;
import java.time.Instant;

/**
 * The wrong passwords of a user from an address, of an address, or of a user. Some are free; then each costs a wait twice
 * as long as the one before. Attempts under way count as wrong until they end, so sending many at once gains nothing.
 * Guarded by its owner's lock.
 */
final class LoginFailures {

    /** The time without a wrong password after which all are forgotten; longer than any wait. */
    static final Duration MEMORY = Duration.ofMinutes(15);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 30;

    private final int free;
    private final Duration longest;
    private int wrong;
    private int underWay;
    private Instant until = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    LoginFailures(int free, Duration longest) {
        this.free = free;
        this.longest = longest;
    }

    /** How long no password is accepted; zero when one is. */
    Duration left(Instant now) {
        if (now.isAfter(last.plus(MEMORY))) {
            wrong = 0;
        }
        if (wrong < free || !now.isBefore(until)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, until);
        return left.compareTo(longest) > 0 ? longest : left; // the clock was set back
    }

    /** The same for one more attempt in addition to those under way. */
    Duration leftForOneMore(Instant now) {
        Duration left = left(now);
        return left.isZero() && underWay > 0 && wrong + underWay >= free ? FIRST : left;
    }

    void begin() {
        underWay++;
    }

    void end() {
        underWay--;
    }

    void fail(Instant now) {
        left(now);
        wrong++;
        last = now;
        if (wrong >= free) {
            Duration wait = FIRST.multipliedBy(1L << Math.min(wrong - free, MOST_DOUBLINGS));
            until = now.plus(wait.compareTo(longest) > 0 ? longest : wait);
        }
    }

    void forget() {
        wrong = 0;
        until = Instant.EPOCH;
    }
}
