package io.farspan.home.duty;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.process.EssentialThread;

/** The periodic duties of one part of the router, and the daemon threads that they share. Thread-safe. */
public final class Duties implements AutoCloseable {

    private final ScheduledThreadPoolExecutor threads;

    /** Creates an empty set of duties of which {@code threads} can run a step at the same time. */
    public Duties(String threadName, int threads) {
        this.threads = new ScheduledThreadPoolExecutor(threads, task -> EssentialThread.daemon(task, threadName));
        this.threads.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts a duty.
     *
     * @param what the duty's name in the log, such as {@code reading the policy}: it "fails", and "works again"
     */
    public Duty begin(String what, Schedule schedule, Duty.Step step) {
        Duty duty = new Duty(what, schedule, step, threads);
        duty.begin();
        return duty;
    }

    /** Runs a task once, later, on one of the threads, unless they are closed before. */
    public void later(Duration pause, Runnable task) {
        try {
            threads.schedule(EssentialThread.duty(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The threads were closed, so the task is no longer needed.
        }
    }

    /** Stops the duties after the steps that are under way. */
    public void finish() {
        threads.shutdown();
    }

    /** Stops all duties at once; a waiting step is interrupted. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
