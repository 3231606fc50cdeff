package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;

/**
 * The last attempts on one edge. Suspicion grows as in the phi-accrual failure detector (Hayashibara et al., SRDS
 * 2004), with the length of the silence compared to the usual interval between successes. Thread-safe.
 */
final class EdgeLog {

    /** The attempts kept: enough for a burst and those before it. */
    private static final int MOST = 160;

    private static final int STATED = 20;
    private static final double LEAST_DEVIATION_MS = 100;
    /** The gap between attempts beyond which an edge counts as not tried, rather than silent. */
    private static final double LONGEST_INTERVAL_MS = 1_500;

    private static final double SUSPICIOUS = 8;

    /** The probability below which a run of failures is not explained by the edge's usual loss. */
    private static final double UNLIKELY = 1.1e-4;

    private static final double LEAST_LOSS = 0.01;
    private static final double MOST_LOSS = 0.9;

    /** The length of silence that counts as one more failed attempt. */
    private static final double WORTH_ONE_MORE_MS = 5_000;

    private static final long REFUSED_FOR = Duration.ofMillis(300).toNanos();
    private static final long SILENT_FOR = Duration.ofMillis(1_400).toNanos();

    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long lastOk;
    private long latestOkStart;
    private long firstFailure;
    private boolean everOk;
    private @Nullable Instant failingSince;
    private Instant okSince = Instant.EPOCH;
    private boolean accepted;

    /**
     * One attempt. Attempts are added as they end.
     *
     * @param started the start, by {@link System#nanoTime()}
     * @param ended the end, by {@link System#nanoTime()}
     * @param ending how it ended
     * @param stage the stage at which it failed
     * @param millis the time spent on this edge
     */
    record Sample(
            long started,
            long ended,
            Reach.Ending ending,
            Optional<Stage> stage,
            double millis,
            Optional<String> detail) {

        boolean ok() {
            return ending == Reach.Ending.REACHED;
        }
    }

    EdgeLog(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(long started, Reach reach) {
        add(new Sample(started, System.nanoTime(), reach.ending(), reach.stage(), reach.tookMs(), reach.detail()));
    }

    synchronized void add(Sample sample) {
        if (sample.ending == Reach.Ending.NOT_TRIED) {
            return;
        }
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
        if (sample.ok()) {
            lastOk = sample.ended;
            latestOkStart = everOk && sample.started - latestOkStart < 0 ? latestOkStart : sample.started;
            if (!everOk || failingSince != null) {
                okSince = clock.instant();
            }
            everOk = true;
            failingSince = null;
            accepted = false;
            return;
        }
        accepted |= sample.ending == Reach.Ending.SILENT
                && sample.stage.filter(stage -> stage != Stage.TCP).isPresent()
                && isAfterSuccess(sample);
        if (failingSince == null && isAfterSuccess(sample)) {
            firstFailure = sample.started;
            failingSince = clock.instant().minusNanos(Math.max(0, System.nanoTime() - sample.started));
        }
    }

    /**
     * Whether an attempt began after the last success. Failures take longer to end than successes, so only the order of
     * the starts counts.
     */
    private boolean isAfterSuccess(Sample sample) {
        return !everOk || sample.started - latestOkStart > 0;
    }

    /**
     * Whether a connection was accepted during the present silence, so that the host is up and the process may just be
     * busy.
     */
    synchronized boolean accepted() {
        return accepted;
    }

    /** The start of the last successful attempt, by {@link System#nanoTime()}. */
    synchronized Optional<Long> answeredAt() {
        return everOk ? Optional.of(latestOkStart) : Optional.empty();
    }

    /** Forgets failures that have another explanation, so that they do not count against this edge. */
    synchronized void forgive() {
        samples.removeIf(sample -> !sample.ok());
    }

    /** The state of the edge, given that attempts are made every {@code period}. */
    synchronized EdgeState state(Duration period, Duration timeout) {
        @Nullable Sample last = null;
        for (Sample sample : samples) {
            last = last == null || sample.started - last.started >= 0 ? sample : last;
        }
        long now = System.nanoTime();
        long old = Math.max(6_000_000_000L, 3 * (period.toNanos() + timeout.toNanos()));
        if (last == null || now - last.ended > old) {
            return EdgeState.UNKNOWN;
        }
        int attempts = 0;
        int reached = 0;
        int failures = 0;
        boolean refused = false;
        var newest = samples.descendingIterator();
        while (newest.hasNext()) {
            Sample sample = newest.next();
            if (attempts < STATED) {
                attempts++;
                reached += sample.ok() ? 1 : 0;
            }
            if (!sample.ok() && isAfterSuccess(sample)) {
                failures++;
                refused |= sample.ending == Reach.Ending.REFUSED;
            }
        }
        if (last.ok()) {
            return new EdgeState(
                    EdgeState.State.OK,
                    reached,
                    attempts,
                    okSince,
                    wall(last, now),
                    Optional.empty(),
                    0,
                    Optional.empty());
        }
        double phi = phi(now);
        long needed = refused ? REFUSED_FOR : SILENT_FOR;
        int worth = failures + (int) (last.millis / WORTH_ONE_MORE_MS);
        boolean certain = worth >= 2
                && (!everOk
                        || (now - lastOk >= needed
                                && (refused || (phi >= SUSPICIOUS && Math.pow(usualLoss(), worth) < UNLIKELY))));
        EdgeState.State state =
                !certain ? EdgeState.State.SUSPECT : refused ? EdgeState.State.REFUSED : EdgeState.State.SILENT;
        return new EdgeState(
                state,
                reached,
                attempts,
                failingSince == null ? clock.instant() : failingSince,
                wall(last, now),
                last.stage,
                phi,
                last.detail);
    }

    /** The share of attempts that failed before the present silence, without those of outages. */
    private double usualLoss() {
        List<Sample> inOrder = new ArrayList<>(samples);
        inOrder.sort((a, b) -> Long.signum(a.started - b.started));
        int reached = 0;
        int lost = 0;
        int run = 0;
        long runStarted = 0;
        for (Sample sample : inOrder) {
            if (sample.ok()) {
                reached++;
                lost += run > 0 && sample.started - runStarted < SILENT_FOR ? run : 0;
                run = 0;
            } else {
                runStarted = run == 0 ? sample.started : runStarted;
                run++;
            }
        }
        double share = reached + lost == 0 ? LEAST_LOSS : (double) lost / (reached + lost);
        return Math.min(MOST_LOSS, Math.max(LEAST_LOSS, share));
    }

    private Instant wall(Sample sample, long now) {
        return clock.instant().minusNanos(Math.max(0, now - sample.started));
    }

    /** The attempts since a time of {@link System#nanoTime()}, oldest first. */
    synchronized List<Sample> since(long instant) {
        List<Sample> recent = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.started - instant >= 0) {
                recent.add(sample);
            }
        }
        return recent;
    }

    /** −log10 of the probability that the next success comes later than now, for normally distributed intervals. */
    private double phi(long now) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        long previous = 0;
        for (Sample sample : samples) {
            if (sample.ok()) {
                if (previous != 0) {
                    double interval = Math.min(LONGEST_INTERVAL_MS, (sample.ended - previous) / 1e6);
                    sum += interval;
                    squares += interval * interval;
                    count++;
                }
                previous = sample.ended;
            } else {
                previous = 0; // an outage says nothing about the usual interval between successes
            }
        }
        if (count < 2) {
            return everOk ? SUSPICIOUS : 0;
        }
        double mean = sum / count;
        double deviation = Math.max(LEAST_DEVIATION_MS, Math.sqrt(Math.max(0, squares / count - mean * mean)));
        long silentFrom = Math.max(lastOk, firstFailure - (long) (mean * 1e6));
        double y = ((now - silentFrom) / 1e6 - mean) / deviation;
        // The logistic approximation of the normal distribution's tail, as in Akka's and Cassandra's detectors.
        double e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
        double tail = y > 0 ? e / (1 + e) : 1 - 1 / (1 + e);
        return Math.min(99, -Math.log10(Math.max(tail, 1e-99)));
    }
}
