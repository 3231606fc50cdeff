package io.farspan.core.call;

import java.time.Duration;
import java.util.Optional;

/**
 * The time that a call to one instance has: what it and others have answered must still be written within it, and it ends
 * when nobody waits any more.
 */
final class CallDeadline {

    private final long started;
    private final long deadline;
    private final HeldAnswers held;
    private final WritingPace writing;

    CallDeadline(long started, Duration time, HeldAnswers held, WritingPace writing) {
        this.started = started;
        this.deadline = started + time.toNanos();
        this.held = held;
        this.writing = writing;
    }

    long tookMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** What is left in nanoseconds once there is time to write what was answered; may be negative. */
    long left() {
        return deadline - System.nanoTime() - writing.nanos(held.bytes());
    }

    /** The longest that an agent is waited for: what is left, and more than nothing. */
    Duration timeout() {
        return Duration.ofNanos(Math.max(1, left()));
    }

    /** Why nothing more is sent: the time is up, or nobody waits for the answer. */
    Optional<String> tooLate() {
        if (held.isAbandoned()) {
            return Optional.of(CallRefusals.NOBODY_WAITS);
        }
        if (System.nanoTime() - deadline >= 0) {
            return Optional.of(CallRefusals.DEADLINE_PASSED);
        }
        return left() > 0 ? Optional.empty() : Optional.of(CallRefusals.NO_TIME_TO_WRITE);
    }
}
