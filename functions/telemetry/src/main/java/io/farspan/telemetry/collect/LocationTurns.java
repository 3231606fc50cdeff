package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.farspan.home.duty.Duties;

/**
 * The turns of one location: never two at a time. One that has more than an answer holds does not wait for the next planning,
 * as long as there is one every second. Thread-safe.
 */
final class LocationTurns {

    /** How old the last planning may be: a location or a home that is gone is planned no more. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Duties threads;
    private final CollectConfig config;
    private final Step step;
    private final LongSupplier nanoTime;
    private boolean underWay;
    private long notBefore;
    private long plannedAt;
    private @Nullable CollectRoute route;

    /** A step of the collection, which does not wait for the location and never fails. */
    interface Step {

        /**
         * Begins it.
         *
         * @param threads do what comes after the answer
         * @param done is told how long to wait before the next
         */
        void begin(CollectRoute route, Executor threads, Consumer<Duration> done);
    }

    LocationTurns(Duties threads, CollectConfig config, Step step, LongSupplier nanoTime) {
        this.threads = threads;
        this.config = config;
        this.step = step;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    /** Plans a turn by this route, which begins now unless one is under way or the last one's pause is not over. */
    synchronized void plan(CollectRoute planned) {
        route = planned;
        plannedAt = nanoTime.getAsLong();
        if (!underWay && plannedAt - notBefore >= 0) {
            underWay = true;
            take(Duration.ZERO, planned);
        }
    }

    private void take(Duration pause, CollectRoute current) {
        Executor now = task -> threads.later(Duration.ZERO, task);
        threads.later(pause, () -> step.begin(current, now, this::end));
    }

    private synchronized void end(Duration pause) {
        long now = nanoTime.getAsLong();
        CollectRoute latest = route;
        if (latest != null && pause.compareTo(config.busy()) < 0 && now - plannedAt < FRESH.toNanos()) {
            take(pause, latest);
            return;
        }
        underWay = false;
        notBefore = now + pause.toNanos();
    }
}
