package io.farspan.diagnosis;

import java.time.Duration;

/** How closely an application is watched, and how often things are tried accordingly. Thread-safe. */
final class Attention {

    private static final Duration SUSPICIOUS_PERIOD = Duration.ofMillis(300);
    private static final Duration LEAST_BETWEEN_PINGS = Duration.ofMillis(33);

    private final DiagnosisConfig config;
    private volatile long askedAt = System.nanoTime();
    private volatile boolean acting;
    private volatile boolean suspected;

    Attention(DiagnosisConfig config) {
        this.config = config;
    }

    /** Records that the diagnosis is being read. */
    void asked() {
        askedAt = System.nanoTime();
    }

    /** Sets whether this router acts on the verdicts. */
    void acting(boolean now) {
        acting = now;
    }

    /** Sets whether anything is wrong or suspected anywhere. */
    void suspected(boolean now) {
        suspected = now;
    }

    /** Whether anything is wrong or suspected anywhere. */
    boolean isSuspected() {
        return suspected;
    }

    /** Whether the watch is close. */
    boolean isAttentive() {
        return acting || suspected || isAsked();
    }

    private boolean isAsked() {
        return System.nanoTime() - askedAt < config.attention().toNanos();
    }

    /** The present probe interval. */
    Duration period() {
        return isAttentive() ? config.period() : config.idlePeriod();
    }

    /**
     * The probe interval of a location under suspicion. A standby whose diagnosis is not read probes less, because home
     * probes enough and each probe takes capacity.
     */
    Duration suspiciousPeriod(boolean home) {
        return home || acting || isAsked() ? SUSPICIOUS_PERIOD : config.period();
    }

    /** The interval of connection attempts to each of so many hosts; at most thirty a second in all. */
    Duration pingEvery(int hosts) {
        Duration wanted = isAttentive() ? config.pingEvery() : config.idlePeriod();
        Duration possible = LEAST_BETWEEN_PINGS.multipliedBy(Math.max(1, hosts));
        return wanted.compareTo(possible) > 0 ? wanted : possible;
    }
}
