package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Detects throttling of a function by its platform. One refusal is just a busy moment; two that are a second apart
 * without an answer in between are throttling, and the first answer ends it. Refused probes become less frequent, to
 * leave the capacity to calls. Thread-safe.
 */
final class Throttling {

    /** The time between two separate refusals. */
    private static final long APART = Duration.ofSeconds(1).toNanos();

    /** The age at which a refusal no longer counts; longer than the longest pause between probes. */
    private static final long FORGOTTEN = Duration.ofSeconds(7).toNanos();

    /** How long after a refusal probes yield to calls. */
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

    /** Records a refusal of a call or a probe; {@code own} if one of this router's calls may be the reason. */
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

    /** The pause before the next probe after a refused one, which grows each time. */
    synchronized Duration pause() {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(4, probesInARow++));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return pause.plusNanos((long) (pause.toNanos() * JITTER * random.getAsDouble()));
    }

    /** Whether probes are less frequent already. */
    synchronized boolean isBackingOff() {
        return probesInARow > 0;
    }

    /** Records that the function has answered. */
    synchronized void answered() {
        refused = false;
        probesInARow = 0;
    }

    /** The platform's message, if it throttles the function now. */
    synchronized Optional<String> now() {
        return refused && last - first >= APART && nanos.getAsLong() - last <= FORGOTTEN
                ? Optional.of(detail)
                : Optional.empty();
    }

    /** Whether there was a refusal recently, so that probes must yield to calls. */
    synchronized boolean isScarce() {
        return everRefused && scarceUntil - nanos.getAsLong() > 0;
    }
}
