package io.farspan.telemetry.collect;

import java.time.Duration;

/**
 * The times under which records are stored. One of long ago would be dropped by the next retention, and one of the far
 * future would stay at the end of every search: both are stored under the time of their receipt. Their own time is kept
 * beside it.
 *
 * @param past how long ago they may be
 */
public record TimeWindow(Duration past) {

    /** How far a clock may be ahead: partitions are made for as long. */
    private static final long AHEAD_NANOS = Duration.ofDays(2).toNanos();

    private static final Duration LONGEST = Duration.ofDays(36_500);

    public TimeWindow {
        past = past.compareTo(LONGEST) < 0 ? past : LONGEST;
    }

    /** The time under which a record of {@code nanos} that came at {@code receipt} is stored. */
    public long place(long nanos, long receipt) {
        return nanos < receipt - past.toNanos() || nanos > receipt + AHEAD_NANOS ? receipt : nanos;
    }
}
