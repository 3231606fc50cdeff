package io.farspan.agent.point.hit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What goes wrong at a point: counted, and let through once in five minutes. Thread-safe. */
final class Complaints {

    static final long PAUSE = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier nanoTime;
    private final AtomicLong last;
    private final LongAdder count = new LongAdder();
    private volatile String text = "";

    Complaints(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = new AtomicLong(nanoTime.getAsLong() - PAUSE);
    }

    /** Counts one; whether it is to be reported. */
    boolean isReported(String what) {
        count.increment();
        long before = last.get();
        long now = nanoTime.getAsLong();
        if (now - before < PAUSE || !last.compareAndSet(before, now)) {
            return false;
        }
        text = what;
        return true;
    }

    long count() {
        return count.sum();
    }

    /** The last one that was reported; empty when none was. */
    String text() {
        return text;
    }
}
