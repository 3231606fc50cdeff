package io.farspan.home.duty;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.process.EssentialThread;

/** The periodic duties of one part of the router and the daemon threads that they share. Safe for use by many threads. */
public final class Duties implements AutoCloseable {

    private final ScheduledThreadPoolExecutor threads;

    /** No duties yet; {@code threads} of them can be at a step at a time. */
    public Duties(String threadName, int threads) {
        this.threads = new ScheduledThreadPoolExecutor(threads, task -> EssentialThread.daemon(task, threadName));
        this.threads.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins a duty.
     *
     * @param what as the log names it, such as {@code reading the policy}: it "fails", and "works again"
     */
    public Duty begin(String what, Schedule schedule, Duty.Step step) {
        Duty duty = new Duty(what, schedule, step, threads);
        duty.begin();
        return duty;
    }

    /** Does something once, later, on one of the threads; nothing when they have been closed meanwhile. */
    public void later(Duration pause, Runnable task) {
        try {
            threads.schedule(EssentialThread.duty(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Nobody waits for it any more.
        }
    }

    /** Lets what is under way or was {@linkplain Duty#finish finished} come to its end and begins nothing else. */
    public void finish() {
        threads.shutdown();
    }

    /** Ends all at once; a step that waits is interrupted. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
