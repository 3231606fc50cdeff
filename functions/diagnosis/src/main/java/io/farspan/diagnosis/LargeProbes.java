package io.farspan.diagnosis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which probes are padded beyond a small packet, so that a link that loses large ones shows it. While all is well that is
 * one of two of one application at each location, because what it shows holds for the others too; when one is not answered
 * in time, every application finds out for itself. Thread-safe.
 */
final class LargeProbes {

    /** Nearly two periods, because probes come a little early or late. */
    private static final double PERIODS = 1.9;

    private static final long ANSWERED_WITHIN = Duration.ofSeconds(1).toNanos();

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /**
     * The last padded probe of a location.
     *
     * @param at when it was sent
     * @param unanswered whether none was answered since {@code since}
     */
    private record Turn(long at, boolean unanswered, long since) {

        boolean doubtful(long now) {
            return unanswered && now - since > ANSWERED_WITHIN;
        }
    }

    /** Whether a probe that is sent now is to be padded; if so, it counts as sent. */
    boolean take(String location, Duration period, long now) {
        boolean[] due = new boolean[1];
        turns.compute(location, (key, last) -> {
            due[0] = last == null || now - last.at >= PERIODS * period.toNanos() || last.doubtful(now);
            if (!due[0]) {
                return last;
            }
            return new Turn(now, true, last != null && last.unanswered ? last.since : now);
        });
        return due[0];
    }

    /** Records that a padded probe was answered. */
    void answered(String location) {
        turns.computeIfPresent(location, (key, last) -> new Turn(last.at, false, last.since));
    }
}
