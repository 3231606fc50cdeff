package io.farspan.agent.record;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock that nobody sets: the system's time when this process began, and what has passed since by the monotonic clock. A
 * reader that compares it with its own knows the times of all records, also of those before the system's time was set.
 */
public final class SteadyClock {

    /** This process' own. */
    public static final SteadyClock SYSTEM = new SteadyClock(Clock.systemUTC(), System::nanoTime);

    /** A smaller difference is not a step of the system's time, and the reader corrects it. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** For so long after a step an event may come that happened before it, as from a library that logs later. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MEASUREMENTS = 5;

    private final String run = UUID.randomUUID().toString();
    private final Clock system;
    private final LongSupplier monotonic;
    private final long offset;
    private volatile ClockStep step = new ClockStep(0, 0, 0);

    SteadyClock(Clock system, LongSupplier monotonic) {
        this.system = system;
        this.monotonic = monotonic;
        this.offset = -behind(monotonic);
    }

    /** Names this clock: the next process' is another one. */
    public String run() {
        return run;
    }

    /** Its time in nanoseconds since 1970. */
    public long now() {
        return offset + monotonic.getAsLong();
    }

    /**
     * By how many nanoseconds it is ahead of the system's time, by which something happened that is recorded now; 0 when both
     * agree. It stays the same until the system's time is set, so that what it corrects keeps its order.
     */
    long ahead(Instant happened) {
        long now = now();
        ClockStep known = step;
        if (known.isOutdatedBy(now - TimeUnit.MILLISECONDS.toNanos(system.millis()))) {
            known = measure();
        }
        return known.ahead(Event.nanos(happened), now);
    }

    /** Looks again, because the thread may only have been held up between reading the two clocks. */
    private synchronized ClockStep measure() {
        long ahead = behind(this::now);
        if (step.isOutdatedBy(ahead)) {
            step = new ClockStep(ahead, step.ahead, now());
        }
        return step;
    }

    /** By how much the system's time is behind another clock, by the shortest of some readings. */
    private long behind(LongSupplier other) {
        long shortest = Long.MAX_VALUE;
        long behind = 0;
        for (int i = 0; i < MEASUREMENTS; i++) {
            long before = other.getAsLong();
            long time = Event.nanos(system.instant());
            long took = other.getAsLong() - before;
            if (took < shortest) {
                shortest = took;
                behind = before + took / 2 - time;
            }
        }
        return behind;
    }

    /** The last step of the system's time that was seen. */
    private static final class ClockStep {

        private final long ahead;
        private final long before;
        private final long seen;

        /**
         * @param ahead by how much this clock is ahead of the system's
         * @param before by how much it was ahead before
         * @param seen when that was seen
         */
        ClockStep(long ahead, long before, long seen) {
            this.ahead = ahead;
            this.before = before;
            this.seen = seen;
        }

        boolean isOutdatedBy(long measured) {
            return Math.abs(measured - ahead) >= LEAST_NANOS;
        }

        /**
         * By how much this clock is ahead of the time that was read when something happened: as before the step if that gives
         * the smaller age, and the step had not been seen by then. Only the last step is known.
         */
        long ahead(long happened, long now) {
            boolean later = happened + before > seen + LEAST_NANOS;
            if (now - seen >= LATE_NANOS || before == ahead || later) {
                return ahead;
            }
            long age = now - happened - ahead;
            long ageBefore = now - happened - before;
            // Readings of two clocks may make what happens now a little older than 0.
            boolean wasPossible = ageBefore > -LEAST_NANOS;
            return wasPossible && (age <= -LEAST_NANOS || ageBefore < age) ? before : ahead;
        }
    }
}
