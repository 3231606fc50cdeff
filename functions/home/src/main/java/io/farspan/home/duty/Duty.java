package io.farspan.home.duty;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.TimeoutException;
import org.jboss.logging.Logger;

import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.process.EssentialThread;

/**
 * A periodic task that runs step by step until it is cancelled. Its steps never overlap. A step that throws an
 * exception has failed, and the next one follows; an {@link Error} ends the process. Thread-safe.
 */
public final class Duty {

    private static final Logger LOG = Logger.getLogger(Duty.class);

    /** One step. */
    @FunctionalInterface
    public interface Step {

        /** Runs the step. */
        void run() throws Exception;
    }

    private final Schedule schedule;
    private final Step step;
    private final ScheduledExecutorService threads;
    private final DutyFailures failures;
    private volatile long begunAt = System.nanoTime();
    private Optional<Future<?>> next = Optional.empty();
    private boolean running;
    private boolean woken;
    private boolean ended;

    Duty(String what, Schedule schedule, Step step, ScheduledExecutorService threads) {
        this.schedule = schedule;
        this.step = step;
        this.threads = threads;
        this.failures = new DutyFailures(what);
    }

    synchronized void begin() {
        goOn(schedule.first());
    }

    /** Makes the next step due now; after a failed step, once its pause is over. */
    public synchronized void wake() {
        if (running) {
            woken = true;
        } else if (!ended && failures.count() == 0) {
            next.ifPresent(due -> due.cancel(false));
            goOn(Duration.ZERO);
        }
    }

    /** Cancels the duty: no further step begins. */
    public synchronized void cancel() {
        ended = true;
        next.ifPresent(due -> due.cancel(false));
    }

    /** Whether no step has begun for longer than {@code limit}. */
    public boolean standsStill(Duration limit) {
        return System.nanoTime() - begunAt > limit.toNanos();
    }

    private void run() {
        synchronized (this) {
            if (ended || threads.isShutdown()) {
                return;
            }
            running = true;
            woken = false;
        }
        attempt();
        synchronized (this) {
            running = false;
            if (!ended) {
                int inARow = failures.count();
                goOn(woken && inARow == 0 ? Duration.ZERO : schedule.after(inARow));
            }
        }
    }

    private void goOn(Duration pause) {
        try {
            next = Optional.of(
                    threads.schedule(EssentialThread.duty(this::run), pause.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            ended = true; // its threads have been closed
        }
    }

    private void attempt() {
        begunAt = System.nanoTime();
        try {
            step.run();
            failures.worked().ifPresent(LOG::info);
        } catch (Exception e) {
            if (!threads.isShutdown()) {
                failed(e);
            }
        }
    }

    private void failed(Exception failure) {
        Optional<String> line = failures.failed(Text.escape(words(failure)));
        if (line.isPresent() && isExpected(failure)) {
            LOG.warn(line.get());
            LOG.debug("the failure", failure);
        } else if (line.isPresent()) {
            LOG.warn(line.get(), failure);
        }
    }

    private static String words(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** What needs no stack trace: the world outside is as it is. */
    private static boolean isExpected(Exception failure) {
        return failure instanceof FarspanException
                || failure instanceof IOException
                || failure instanceof SQLException
                || failure instanceof TimeoutException;
    }
}
