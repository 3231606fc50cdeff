package io.farspan.agent.record;

import java.time.Clock;
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

    /** The system's time is slewed all the time: a smaller difference is not a step, and the reader corrects it. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String run = UUID.randomUUID().toString();
    private final Clock system;
    private final LongSupplier monotonic;
    private final long offset;

    SteadyClock(Clock system, LongSupplier monotonic) {
        this.system = system;
        this.monotonic = monotonic;
        this.offset = Event.nanos(system.instant()) - monotonic.getAsLong();
    }

    /** Names this clock: the next process' is another one. */
    public String run() {
        return run;
    }

    /** Its time in nanoseconds since 1970. */
    public long now() {
        return offset + monotonic.getAsLong();
    }

    /** By how many nanoseconds it is ahead of the system's time; 0 when both agree. */
    long ahead() {
        long ahead = now() - TimeUnit.MILLISECONDS.toNanos(system.millis());
        return Math.abs(ahead) < LEAST_NANOS ? 0 : ahead;
    }
}
