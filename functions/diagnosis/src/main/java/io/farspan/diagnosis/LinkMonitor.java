package io.farspan.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.probe.Reach;

/**
 * The quality of the link to one location's host, judged by connection attempts: how much is lost, how late answers are, and
 * whether it comes and goes. Once something is suspected it asks for bursts of attempts, which tell sooner. Used by the
 * watch's thread only.
 */
final class LinkMonitor {

    private static final long BURST_TAKES = Duration.ofMillis(1_200).toNanos();
    private static final long BURST_EVERY = Duration.ofSeconds(4).toNanos();
    private static final long LOOKED_BACK = Duration.ofSeconds(10).toNanos();
    private static final long LONG_OUTAGE = Duration.ofSeconds(6).toNanos();
    /** The time after the start during which the router itself is slow. */
    private static final long WARM_UP = Duration.ofSeconds(10).toNanos();

    private static final double LATE_MS = 150;
    private static final int CALM = 12;

    private static final int CALM_BURST = 40;
    private static final int SLOW_BURST = 20;

    /** The attempts of a burst, enough to detect a loss of five per cent. */
    static final int BURST = 50;

    private final EdgeLog host;
    private final long madeAt = System.nanoTime();
    private double usualMs = Double.NaN;
    private boolean suspicious;
    private long burstAt;
    private long windowFrom;
    private long lastBad;
    private long failingFrom;
    private long recoveredAt;
    private int recoveries;
    private Optional<LinkQuality> quality = Optional.empty();
    private boolean blamed;

    /** A monitor that learns what is usual from the attempts that {@code host} records. */
    LinkMonitor(EdgeLog host) {
        this.host = host;
    }

    /** Records whether the link was blamed while the host was not reached. */
    void blame(boolean now) {
        blamed = now;
    }

    /** Judges the quality of the link, and decides whether a burst of attempts is due. */
    boolean judge(EdgeState now, long instant) {
        if (now.fails()) {
            failingFrom = failingFrom == 0 ? instant : failingFrom;
            return false;
        }
        if (failingFrom != 0 && now.ok()) {
            boolean outage = instant - failingFrom > LONG_OUTAGE || !blamed;
            failingFrom = 0;
            if (outage) {
                host.forgive();
                recoveries = 0;
                suspicious = false;
                quality = Optional.empty();
            } else {
                recoveries = instant - recoveredAt < LOOKED_BACK ? recoveries + 1 : 1;
                recoveredAt = instant;
                lastBad = instant;
            }
        }
        List<EdgeLog.Sample> recent = host.since(instant - LOOKED_BACK);
        boolean warm = instant - madeAt > WARM_UP;
        boolean bad = warm && !recent.isEmpty() && isBad(recent.get(recent.size() - 1));
        if (bad) {
            lastBad = instant;
        }
        if (!suspicious && !bad) {
            if (recent.size() >= CALM) {
                usualMs = LinkQuality.of(recent).medianMs();
            }
            return false;
        }
        boolean begins = !suspicious;
        suspicious = true;
        if (begins) {
            windowFrom = recent.get(recent.size() - 1).started();
        }
        conclude(instant);
        boolean half = quality.filter(found -> found.attempts() < 2 * BURST).isPresent();
        if (suspicious && (begins || instant - burstAt > (half ? BURST_TAKES : BURST_EVERY))) {
            if (!begins) {
                windowFrom = Math.max(windowFrom, instant - LOOKED_BACK);
            }
            burstAt = instant;
            return true;
        }
        return false;
    }

    private void conclude(long instant) {
        LinkQuality found = LinkQuality.of(host.since(windowFrom));
        boolean slow = found.medianMs() > usualMs + LATE_MS;
        boolean over = !slow && (found.lost() <= 1 || instant - lastBad > LOOKED_BACK);
        if (found.attempts() >= (over ? CALM_BURST : slow ? SLOW_BURST : BURST)) {
            quality = Optional.of(found);
            if (over) {
                suspicious = false;
                quality = Optional.empty();
            }
        }
    }

    private boolean isBad(EdgeLog.Sample sample) {
        return sample.ending() == Reach.Ending.SILENT || (sample.ok() && sample.millis() > usualMs + LATE_MS);
    }

    /** Whether the link came back within the last seconds. */
    boolean flaps(long instant) {
        return recoveries > 0 && instant - recoveredAt < LOOKED_BACK;
    }

    /** Whether losses or delays are being looked into. */
    boolean isSuspicious() {
        return suspicious;
    }

    /** What the attempts since the suspicion have shown, once there are enough. */
    Optional<LinkQuality> quality() {
        return quality;
    }

    /** The usual time to connect in milliseconds, once it is known. */
    Optional<Double> usualMs() {
        return Double.isNaN(usualMs) ? Optional.empty() : Optional.of(usualMs);
    }
}
