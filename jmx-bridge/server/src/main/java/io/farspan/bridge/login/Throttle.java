package io.farspan.bridge.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Throttling of password guessing; one object serves all endpoints, so that wrong passwords count together.
 *
 * <ul>
 *   <li>A user from an address: {@value #MOST} are free, then 1 s, 2 s, 4 s … up to five minutes.
 *   <li>An address, whatever the users: {@value #MOST_OF_ADDRESS} are free, then the same.
 *   <li>A user, whatever the addresses: {@value #MOST_OF_USER} are free, then up to ten seconds: it slows guessing from
 *       many addresses down, and locks the user out for no longer.
 * </ul>
 *
 * Only the first limit applies to a user who logged in from the same address within a day: guessing by others, from
 * elsewhere or for other users, does not lock them out. Everything is forgotten after a quarter of an hour without a
 * wrong password. An IPv6 address stands for its /64. Bounded in memory, safe for use by many threads, never blocks.
 */
public final class Throttle {

    /** How many wrong passwords of a user from an address are free. */
    static final int MOST = 5;

    /** How many wrong passwords from an address are free. */
    static final int MOST_OF_ADDRESS = 20;

    /** How many wrong passwords of a user are free. */
    static final int MOST_OF_USER = 50;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_OF_USER = Duration.ofSeconds(10);
    private static final Duration WELCOME = Duration.ofDays(1);
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_NAME = 64;

    private final Clock clock;
    private final Listener listener;
    private final Map<Key, LoginFailures> pairs = bounded();
    private final Map<String, LoginFailures> addresses = bounded();
    private final Map<String, LoginFailures> users = bounded();
    private final Map<Key, Instant> welcome = bounded();

    /** How an attempt ended. */
    public enum Result {
        /** The credentials were right. */
        ACCEPTED,
        /** They were wrong. */
        REFUSED,
        /** They were not checked. */
        THROTTLED
    }

    /** Observer of every attempt. */
    public interface Listener {

        /** Must not block and must not throw. */
        void tried(String address, String user, Result result);
    }

    /** A throttle without any attempts so far. */
    public Throttle(Clock clock) {
        this(clock, (address, user, result) -> {});
    }

    /** A throttle without any attempts so far, which reports each of them. */
    public Throttle(Clock clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    private record Key(String address, String user) {}

    /**
     * Returns unless credentials of this user from this address have to wait.
     *
     * @throws Throttled when they have to
     */
    public void check(String address, String user) {
        Key key = key(address, user);
        Duration left;
        synchronized (this) {
            Instant now = clock.instant();
            left = longest(known(key).stream().map(it -> it.left(now)).toList());
        }
        refuse(address, user, left);
    }

    /**
     * Begins an attempt, to be ended by its outcome or by {@link LoginAttempt#close}.
     *
     * @throws Throttled when it has to wait
     */
    public LoginAttempt admit(String address, String user) {
        Key key = key(address, user);
        List<LoginFailures> counted;
        Duration left;
        synchronized (this) {
            Instant now = clock.instant();
            counted = counted(key);
            left = longest(counted.stream().map(it -> it.leftForOneMore(now)).toList());
            if (left.isZero()) {
                counted.forEach(LoginFailures::begin);
            }
        }
        refuse(address, user, left);
        return new LoginAttempt(address, user, key, counted);
    }

    /**
     * Checks credentials.
     *
     * @throws SecurityException when they are wrong or were not checked
     */
    public Login.Session login(Login login, String address, String user, String password) {
        try (LoginAttempt attempt = admit(address, user)) {
            try {
                Login.Session session = login.login(user, password);
                attempt.succeeded();
                return session;
            } catch (Throttled e) {
                throw e;
            } catch (SecurityException e) {
                attempt.failed();
                throw e;
            }
        } catch (Throttled e) {
            throw new SecurityException(e.getMessage()); // tools do not have our classes
        }
    }

    /** Credentials that are being checked. */
    public final class LoginAttempt implements AutoCloseable {

        private final String address;
        private final String user;
        private final Key key;
        private final List<LoginFailures> counted;
        private boolean ended;

        private LoginAttempt(String address, String user, Key key, List<LoginFailures> counted) {
            this.address = address;
            this.user = user;
            this.key = key;
            this.counted = counted;
        }

        /** They are right. This does not reset what others sent from this address, or for this user from elsewhere. */
        public void succeeded() {
            synchronized (Throttle.this) {
                if (end()) {
                    counted.get(0).forget();
                    welcome.put(key, clock.instant());
                }
            }
            listener.tried(address, user, Result.ACCEPTED);
        }

        /** They are wrong. */
        public void failed() {
            synchronized (Throttle.this) {
                if (end()) {
                    Instant now = clock.instant();
                    counted.forEach(it -> it.fail(now));
                }
            }
            listener.tried(address, user, Result.REFUSED);
        }

        /** Ends an attempt without a result: the credentials could not be checked. */
        @Override
        public void close() {
            synchronized (Throttle.this) {
                end();
            }
        }

        private boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            counted.forEach(LoginFailures::end);
            return true;
        }
    }

    private void refuse(String address, String user, Duration left) {
        if (!left.isZero()) {
            listener.tried(address, user, Result.THROTTLED);
            throw new Throttled("Too many wrong passwords for this user or from this address", left);
        }
    }

    /** The failures that apply to an attempt, those of the user at the address first. */
    private List<LoginFailures> counted(Key key) {
        List<LoginFailures> counted = new ArrayList<>();
        counted.add(pairs.computeIfAbsent(key, it -> new LoginFailures(MOST, LONGEST)));
        if (!isWelcome(key)) {
            counted.add(addresses.computeIfAbsent(key.address, it -> new LoginFailures(MOST_OF_ADDRESS, LONGEST)));
            counted.add(users.computeIfAbsent(key.user, it -> new LoginFailures(MOST_OF_USER, LONGEST_OF_USER)));
        }
        return counted;
    }

    /** Those of them that exist. */
    private List<LoginFailures> known(Key key) {
        List<LoginFailures> known = new ArrayList<>();
        addIfKnown(known, pairs, key);
        if (!isWelcome(key)) {
            addIfKnown(known, addresses, key.address);
            addIfKnown(known, users, key.user);
        }
        return known;
    }

    private static <K> void addIfKnown(List<LoginFailures> known, Map<K, LoginFailures> all, K key) {
        LoginFailures failures = all.get(key);
        if (failures != null) {
            known.add(failures);
        }
    }

    private boolean isWelcome(Key key) {
        Instant since = welcome.get(key);
        return since != null && clock.instant().isBefore(since.plus(WELCOME));
    }

    private static Duration longest(List<Duration> durations) {
        return durations.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static Key key(String address, String user) {
        return new Key(network(address), user.length() <= LONGEST_NAME ? user : user.substring(0, LONGEST_NAME));
    }

    /** An IPv6 address's /64, which one machine has as a whole; any other address as it is. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            int zone = address.indexOf('%');
            // A literal: nothing is resolved.
            byte[] bytes = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone))
                    .getAddress();
            return bytes.length == 16
                    ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8))
                    : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
