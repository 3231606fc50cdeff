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
 * What wrong passwords cost whoever sends them, whatever the door: one object serves all doors.
 *
 * <ul>
 *   <li>A user from an address: {@value #MOST} are free, then 1 s, 2 s, 4 s … up to five minutes.
 *   <li>An address, whatever the users: {@value #MOST_OF_ADDRESS} are free, then the same.
 *   <li>A user, whatever the addresses: {@value #MOST_OF_USER} are free, then up to ten seconds: it slows guessing from
 *       many addresses down, and locks the user out for no longer.
 * </ul>
 *
 * Who got in from an address within a day is bound by the first alone: others' guessing, from elsewhere or for other users,
 * does not lock them out. All is forgotten after a quarter of an hour without a wrong password. An IPv6 address stands
 * for its /64. Bounded in memory, safe for use by many threads, never blocks.
 */
public final class Throttle {

    /** Wrong passwords of a user from an address that are free. */
    static final int MOST = 5;

    /** Wrong passwords from an address that are free. */
    static final int MOST_OF_ADDRESS = 20;

    /** Wrong passwords of a user that are free. */
    static final int MOST_OF_USER = 50;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_OF_USER = Duration.ofSeconds(10);
    private static final Duration WELCOME = Duration.ofDays(1);
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_NAME = 64;

    private final Clock clock;
    private final Listener listener;
    private final Map<Key, Failures> pairs = bounded();
    private final Map<String, Failures> addresses = bounded();
    private final Map<String, Failures> users = bounded();
    private final Map<Key, Instant> welcome = bounded();

    /** What became of an attempt. */
    public enum Result {
        /** The credentials were good. */
        ACCEPTED,
        /** They were not. */
        REFUSED,
        /** They were not looked at. */
        THROTTLED
    }

    /** Is told of every attempt. */
    public interface Listener {

        /** Must not block and must not throw. */
        void tried(String address, String user, Result result);
    }

    /** A throttle that has seen nothing yet. */
    public Throttle(Clock clock) {
        this(clock, (address, user, result) -> {});
    }

    /** A throttle that has seen nothing yet, and tells what it sees. */
    public Throttle(Clock clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    private record Key(String address, String user) {}

    /**
     * Lets pass unless credentials of this user from this address have to wait.
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
     * Begins an attempt, to be ended by its outcome or by {@link Attempt#close}.
     *
     * @throws Throttled when it has to wait
     */
    public Attempt admit(String address, String user) {
        Key key = key(address, user);
        List<Failures> counted;
        Duration left;
        synchronized (this) {
            Instant now = clock.instant();
            counted = counted(key);
            left = longest(counted.stream().map(it -> it.leftForOneMore(now)).toList());
            if (left.isZero()) {
                counted.forEach(Failures::begin);
            }
        }
        refuse(address, user, left);
        return new Attempt(address, user, key, counted);
    }

    /**
     * Checks credentials.
     *
     * @throws SecurityException when they are not good or not listened to
     */
    public Login.Session login(Login login, String address, String user, String password) {
        try (Attempt attempt = admit(address, user)) {
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
            throw new SecurityException(e.getMessage()); // a tool has no class of ours
        }
    }

    /** Credentials that are looked at. */
    public final class Attempt implements AutoCloseable {

        private final String address;
        private final String user;
        private final Key key;
        private final List<Failures> counted;
        private boolean ended;

        private Attempt(String address, String user, Key key, List<Failures> counted) {
            this.address = address;
            this.user = user;
            this.key = key;
            this.counted = counted;
        }

        /** They are good. What others sent from this address, or elsewhere for this user, is not forgiven by it. */
        public void succeeded() {
            synchronized (Throttle.this) {
                if (end()) {
                    counted.get(0).forget();
                    welcome.put(key, clock.instant());
                }
            }
            listener.tried(address, user, Result.ACCEPTED);
        }

        /** They are not. */
        public void failed() {
            synchronized (Throttle.this) {
                if (end()) {
                    Instant now = clock.instant();
                    counted.forEach(it -> it.fail(now));
                }
            }
            listener.tried(address, user, Result.REFUSED);
        }

        /** Ends an attempt that came to nothing: nobody could say whether they are good. */
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
            counted.forEach(Failures::end);
            return true;
        }
    }

    private void refuse(String address, String user, Duration left) {
        if (!left.isZero()) {
            listener.tried(address, user, Result.THROTTLED);
            throw new Throttled("Too many wrong passwords for this user or from this address", left);
        }
    }

    /** What counts for an attempt, that of the user at the address first. */
    private List<Failures> counted(Key key) {
        List<Failures> counted = new ArrayList<>();
        counted.add(pairs.computeIfAbsent(key, it -> new Failures(MOST, LONGEST)));
        if (!isWelcome(key)) {
            counted.add(addresses.computeIfAbsent(key.address, it -> new Failures(MOST_OF_ADDRESS, LONGEST)));
            counted.add(users.computeIfAbsent(key.user, it -> new Failures(MOST_OF_USER, LONGEST_OF_USER)));
        }
        return counted;
    }

    /** The same as far as there is any. */
    private List<Failures> known(Key key) {
        List<Failures> known = new ArrayList<>();
        addIfKnown(known, pairs, key);
        if (!isWelcome(key)) {
            addIfKnown(known, addresses, key.address);
            addIfKnown(known, users, key.user);
        }
        return known;
    }

    private static <K> void addIfKnown(List<Failures> known, Map<K, Failures> all, K key) {
        Failures failures = all.get(key);
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
