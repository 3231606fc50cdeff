package io.farspan.agent.point;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.farspan.agent.point.condition.ClassFields;
import io.farspan.agent.point.hit.Budget;

/**
 * The thread that is there while there are points: it keeps them at their share of the CPU and their rates, ends them, puts them
 * into classes that were loaded or changed by others, and finds the fields of classes that hits came upon.
 */
final class PointUpkeep {

    private static final long SUMMARY = TimeUnit.SECONDS.toNanos(10);

    private final Points points;
    private final Budget budget;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final Queue<Look> changed = new ConcurrentLinkedQueue<>();

    /** By the name of the class and whether it was being loaded: one that is changed and one that is loaded may have one name. */
    private final Map<Map.Entry<String, Boolean>, Look> looks = new HashMap<>();

    private volatile boolean stopped;
    private boolean failed;

    PointUpkeep(Points points, double allowed, LongSupplier nanoTime) {
        this.points = points;
        this.budget = Budget.of(allowed);
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "farspan-points");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(PointUpkeep.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Others load a class, or change it; called in their threads. */
    void changed(String name, boolean loaded) {
        long now = nanoTime.getAsLong();
        changed.add(loaded ? Look.atLoaded(name, now) : Look.atChanged(name, now, Thread.currentThread()));
        LockSupport.unpark(thread);
    }

    private void run() {
        long tended = nanoTime.getAsLong();
        long summarized = tended;
        long next = tended;
        while (!stopped) {
            long now = nanoTime.getAsLong();
            try {
                look(now);
                if (now - next >= 0) {
                    points.tend(now - tended);
                    tended = now;
                    next = now + budget.step(points.sites(), nanoTime.getAsLong());
                }
                if (now - summarized >= SUMMARY) {
                    summarized = now;
                    points.summarize();
                }
                ClassFields.findWaiting(); // may wait for the application's class loaders, so it comes last
            } catch (Throwable e) { // also a want of memory, which the application may survive
                report(e);
                next = now + Budget.UNMEASURED;
            }
            LockSupport.parkNanos(this, Math.max(1, Math.min(next, nextLook(next)) - nanoTime.getAsLong()));
        }
    }

    private void look(long now) {
        for (Look look = changed.poll(); look != null; look = changed.poll()) {
            looks.put(Map.entry(look.name(), look.isAtLoaded()), look);
        }
        looks.values()
                .removeIf(look ->
                        look.isDue(now) && look.isLast(now, points.installAgain(look.name(), look.isAtLoaded())));
    }

    private long nextLook(long otherwise) {
        return looks.values().stream().mapToLong(Look::next).min().orElse(otherwise);
    }

    @SuppressWarnings("SystemOut")
    private void report(Throwable failure) {
        if (!failed) {
            failed = true;
            try {
                System.err.println("farspan-agent: points are not tended at the moment, it is tried again: " + failure);
            } catch (Throwable further) {
                // No memory even for that: the thread must go on all the same, because it ends points.
            }
        }
    }
}
