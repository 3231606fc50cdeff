package io.farspan.agent.record;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A system's clock that goes with a monotonic one, and that somebody sets. */
final class SetClock extends Clock {

    private final LongSupplier monotonic;
    private volatile Duration ahead = Duration.ZERO;

    SetClock(LongSupplier monotonic) {
        this.monotonic = monotonic;
    }

    /** Sets it to so much more than passed since 1970 by the monotonic clock. */
    void setAhead(Duration duration) {
        ahead = duration;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(monotonic.getAsLong()).plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
