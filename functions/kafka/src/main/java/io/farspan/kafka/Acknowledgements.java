package io.farspan.kafka;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for the brokers' answers to all that was sent in a call. Thread-safe. */
final class Acknowledgements {

    private final Semaphore answered = new Semaphore(0);
    private int sent;

    /** One more message is on its way. */
    synchronized void sent() {
        sent++;
    }

    /** A broker has answered, or never will. */
    void answered() {
        answered.release();
    }

    /** Whether all have been answered within that time. */
    boolean await(Duration limit) throws InterruptedException {
        int all;
        synchronized (this) {
            all = sent;
        }
        return answered.tryAcquire(all, limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
