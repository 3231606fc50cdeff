package io.farspan.protocol.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Checks periodically whether something makes progress, and acts once when it has stalled at several checks in a row.
 * One check is not enough: a platform may freeze a process between two calls and thaw it much later.
 */
public final class Watchdog implements AutoCloseable {

    private final BooleanSupplier moves;
    private final Duration interval;
    private final int looks;
    private final Runnable act;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Watchdog(BooleanSupplier moves, Duration interval, int looks, Runnable act) {
        this.moves = moves;
        this.interval = interval;
        this.looks = looks;
        this.act = act;
    }

    /** Watches on a thread of its own until it is closed. */
    public static Watchdog start(String what, BooleanSupplier moves, Duration interval, int looks, Runnable act) {
        Watchdog detector = new Watchdog(moves, interval, looks, act);
        EssentialThread.daemon(detector::watch, what).start();
        return detector;
    }

    /** Ends the process when a thread of it has stalled: whatever waits for that thread would wait forever. */
    public static Watchdog haltingFor(String thread, BooleanSupplier moves) {
        return start(
                thread + "-watch",
                moves,
                Duration.ofSeconds(1),
                5,
                () -> EssentialThread.halt(
                        "The thread " + thread + " has stalled", new IllegalStateException("no progress")));
    }

    private void watch() {
        int still = 0;
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                still = moves.getAsBoolean() ? 0 : still + 1;
                if (still == looks) {
                    act.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
