package io.farspan.core.probe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The routers that have probed this function lately, for each application. It is how home learns that a standby is alive:
 * the two need not reach each other. Safe for use by many threads.
 */
final class Observers {

    private static final long LATELY = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1_000;

    private final LongSupplier nanos;
    private final Map<Key, Long> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String application, String location) {}

    /** @param nanos a monotonic clock */
    Observers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A router has probed. */
    synchronized void probed(String application, String location) {
        seen.put(new Key(application, location), nanos.getAsLong());
    }

    /** How many milliseconds ago each has probed. */
    synchronized Map<String, Long> of(String application) {
        long now = nanos.getAsLong();
        Map<String, Long> ages = new TreeMap<>();
        seen.forEach((key, at) -> {
            if (key.application.equals(application) && now - at < LATELY) {
                ages.put(key.location, Duration.ofNanos(now - at).toMillis());
            }
        });
        return ages;
    }
}
