package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a function's platform limits it. One refusal is a busy moment; two that lie a second apart with no answer in
 * between are throttling, and the first answer ends it. Refused probes come less and less often, so that they leave what
 * there is to calls. Safe for many threads.
 */
final class Throttling {

    /** So far apart lie two moments. */
    private static final long APART = Duration.ofSeconds(1).toNanos();

    /** A refusal that is older says nothing of now; longer than the longest pause between probes. */
    private static final long FORGOTTEN = Duration.ofSeconds(7).toNanos();

    /** So long after a refusal probes leave room. */
    private static final long SCARCE = Duration.ofMinutes(1).toNanos();

    static final Duration FIRST_PAUSE = Duration.ofMillis(1_050);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final double JITTER = 0.25;

    private final LongSupplier nanos;
    private final DoubleSupplier random;
    private long first;
    private long last;
    private long scarceUntil;
    private boolean refused;
    private boolean everRefused;
    private int probesInARow;
    private String detail = "";

    Throttling(LongSupplier nanos, DoubleSupplier random) {
        this.nanos = nanos;
        this.random = random;
    }

    /** The platform has refused a call or a probe; {@code own} when that may be because a call of ours runs there. */
    synchronized void refused(String what, boolean own) {
        long now = nanos.getAsLong();
        scarceUntil = now + SCARCE;
        everRefused = true;
        if (own) {
            return;
        }
        if (!refused || now - last > FORGOTTEN) {
            first = now;
        }
        last = now;
        refused = true;
        detail = what;
    }

    /** How long the next probe waits after one that was refused; longer each time. */
    synchronized Duration pause() {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(4, probesInARow++));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return pause.plusNanos((long) (pause.toNanos() * JITTER * random.getAsDouble()));
    }

    /** Whether probes come less often already. */
    synchronized boolean isBackingOff() {
        return probesInARow > 0;
    }

    /** The function has answered. */
    synchronized void answered() {
        refused = false;
        probesInARow = 0;
    }

    /** What the platform said, if it limits the function now. */
    synchronized Optional<String> now() {
        return refused && last - first >= APART && nanos.getAsLong() - last <= FORGOTTEN
                ? Optional.of(detail)
                : Optional.empty();
    }

    /** Whether there was a refusal lately, so that probes must leave room for calls. */
    synchronized boolean isScarce() {
        return everRefused && scarceUntil - nanos.getAsLong() > 0;
    }
}
