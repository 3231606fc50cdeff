package io.farspan.bridge.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stops listening to an address that sent {@value #MOST} wrong passwords for a user within a minute, until the minute is
 * over: guessing then takes years, and somebody else's guessing from elsewhere locks nobody out.
 */
public final class Throttle {

    /** Wrong passwords within a {@link #WINDOW} before an address is no longer listened to. */
    static final int MOST = 10;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<Key, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** A throttle that has seen nothing yet. */
    public Throttle(Clock clock) {
        this.clock = clock;
    }

    private record Key(String address, String user) {}

    private record Failures(int count, Instant since) {}

    /**
     * Checks credentials unless too many were wrong.
     *
     * @throws SecurityException when they are not good or not listened to
     */
    public Login.Session login(Login login, String address, String user, String password) {
        Key key = new Key(address, user);
        check(key);
        try {
            Login.Session session = login.login(user, password);
            forget(key);
            return session;
        } catch (SecurityException e) {
            note(key);
            throw e;
        }
    }

    private synchronized void check(Key key) {
        Failures known = failures.get(key);
        if (known != null && known.count >= MOST) {
            Duration left = Duration.between(clock.instant(), known.since.plus(WINDOW));
            if (!left.isNegative() && !left.isZero()) {
                throw new SecurityException("Too many wrong passwords for this user from this address; wait "
                        + (left.toSeconds() + 1) + " s");
            }
            failures.remove(key);
        }
    }

    private synchronized void note(Key key) {
        Instant now = clock.instant();
        Failures known = failures.get(key);
        failures.put(
                key,
                known == null || known.since.plus(WINDOW).isBefore(now)
                        ? new Failures(1, now)
                        : new Failures(known.count + 1, known.since));
    }

    private synchronized void forget(Key key) {
        failures.remove(key);
    }
}
