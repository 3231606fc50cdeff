package io.farspan.agent.start;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Parts that could not be started, as on a full disk, and are tried again every ten seconds. Thread-safe. */
final class Retries {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final Queue<Part> waiting = new ArrayDeque<>();
    private long tried;

    Retries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.tried = nanoTime.getAsLong();
    }

    /** Starts a part, now or later; the first failure becomes one line on the error stream. */
    synchronized void start(String name, Part part) {
        try {
            part.start();
        } catch (Throwable failure) {
            Part.report(name + " is not started, it is tried again: " + failure);
            waiting.add(part);
        }
    }

    /** Tries again when it is time; to be called often. */
    synchronized void check() {
        long now = nanoTime.getAsLong();
        if (waiting.isEmpty() || now - tried < INTERVAL) {
            return;
        }
        tried = now;
        waiting.removeIf(Retries::isStarted);
    }

    private static boolean isStarted(Part part) {
        try {
            part.start();
            return true;
        } catch (Throwable failure) { // said before
            return false;
        }
    }
}
