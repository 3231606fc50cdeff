package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.problem.Stage;

/**
 * The heartbeats of one instance: when home heard the last one, and what its agent said about them when its function asked.
 * Silence is evidence only if the agent cannot be asked or says itself that it does not reach home; another router may be the
 * one that hears it, or an agent that sends none may have taken its place. Thread-safe.
 */
final class HeartbeatLog {

    private static final long LATE = Duration.ofSeconds(2).toNanos();
    private static final long LEAST_SILENCE = Duration.ofSeconds(6).toNanos();

    /** How long it counts what an agent said. */
    private static final long TOLD_LATELY = Duration.ofSeconds(15).toNanos();

    private static final int STATED = 20;

    private final Clock clock;
    private int heard;
    private long heardAt;
    private long every;
    private Instant okSince = Instant.EPOCH;
    private @Nullable HeartbeatReport told;
    private long toldAt;
    private @Nullable Instant unreachedSince;
    private int unreachedFrom;

    HeartbeatLog(Clock clock) {
        this.clock = clock;
    }

    /** Records one that arrived at a time of {@link System#nanoTime()}, and when the next is due. */
    synchronized void heard(long now, Duration next) {
        if (heard == 0 || isLate(now)) {
            okSince = clock.instant();
        }
        heard = Math.min(STATED, heard + 1);
        heardAt = now;
        every = next.toNanos();
        unreachedSince = null;
    }

    /** Records what an agent that was asked at a time of {@link System#nanoTime()} said; one without heartbeats says nothing. */
    synchronized void told(Optional<HeartbeatReport> report, long asked) {
        told = report.orElse(null);
        toldAt = asked;
        if (report.filter(HeartbeatReport::isUnreached).isEmpty()) {
            unreachedSince = null;
        } else if (unreachedSince == null) {
            unreachedSince = notBeforeHeard(
                    clock.instant().minusMillis(Math.max(0, report.get().millisSinceAnswered())), asked);
            unreachedFrom = report.get().sent();
        }
        if (report.isEmpty() && isLate(asked)) {
            heard = 0;
        }
    }

    /** What an agent says of the past is believed back to when it was heard; one that never was says nothing of the past. */
    private Instant notBeforeHeard(Instant since, long asked) {
        Instant bound = wall(asked, heard > 0 ? heardAt : asked);
        return since.isBefore(bound) ? bound : since;
    }

    /** Whether one is missing, so that the agent should be asked. */
    synchronized boolean isLate(long now) {
        return heard > 0 && now - heardAt > every + LATE;
    }

    /**
     * What is known now.
     *
     * @param asked whether the function reaches the agent, so that it can be asked
     */
    synchronized Heartbeat state(long now, boolean asked) {
        HeartbeatReport report = told != null && now - toldAt <= TOLD_LATELY ? told : null;
        return new Heartbeat(direct(now, asked, report), relayed(now, report));
    }

    private EdgeState direct(long now, boolean asked, @Nullable HeartbeatReport report) {
        if (heard > 0 && !isLate(now)) {
            return state(EdgeState.State.OK, okSince, wall(now, heardAt), 0, Optional.empty());
        }
        if (report != null && toldAt - heardAt > 0) {
            return unreachedSince == null ? EdgeState.UNKNOWN : unreached(now, report, unreachedSince);
        }
        if (heard == 0) {
            return EdgeState.UNKNOWN;
        }
        long silence = now - heardAt - every;
        long needed = Math.max(every, LEAST_SILENCE);
        boolean certain = !asked && silence > needed;
        return state(
                certain ? EdgeState.State.SILENT : EdgeState.State.SUSPECT,
                wall(now, heardAt + every),
                wall(now, now - needed),
                every == 0 ? 1 : (int) Math.min(STATED, 1 + silence / every),
                Optional.empty());
    }

    /** One attempt may have failed because home itself was paused or restarted. */
    private EdgeState unreached(long now, HeartbeatReport report, Instant since) {
        boolean certain = report.sent() > unreachedFrom;
        return state(
                certain ? EdgeState.State.SILENT : EdgeState.State.SUSPECT,
                since,
                wall(now, toldAt),
                certain ? 2 : 1,
                Optional.of(report.failure()));
    }

    private EdgeState relayed(long now, @Nullable HeartbeatReport report) {
        return report == null
                ? EdgeState.UNKNOWN
                : new EdgeState(
                        EdgeState.State.OK,
                        report.answered(),
                        report.sent(),
                        Instant.EPOCH,
                        wall(now, toldAt),
                        Optional.empty(),
                        0,
                        Optional.empty());
    }

    private EdgeState state(EdgeState.State state, Instant since, Instant at, int missed, Optional<String> detail) {
        Optional<Stage> stage = missed > 0 ? Optional.of(Stage.HTTP) : Optional.empty();
        return new EdgeState(state, heard, heard + missed, since, at, stage, 0, detail);
    }

    private Instant wall(long now, long then) {
        return clock.instant().minusNanos(Math.max(0, now - then));
    }
}
