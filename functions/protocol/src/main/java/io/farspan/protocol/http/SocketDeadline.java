package io.farspan.protocol.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.process.EssentialThread;

/**
 * The time by which a socket is closed, whatever a thread is doing with it. The time limits that sockets have of their own
 * are for a single read: a far side that sends a byte now and then, or takes none, would never exceed them.
 */
final class SocketDeadline {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Socket socket;
    private final long deadline;
    private final Future<?> closing;
    private volatile boolean over;

    /** A deadline that counts from now, for a plain socket: closing one waits for nothing. */
    SocketDeadline(Socket socket, Duration timeout) {
        this.socket = socket;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.closing = TIMER.schedule(this::close, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, task -> EssentialThread.daemon(task, "farspan-deadline"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private void close() {
        over = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    /** The milliseconds that are left, at least 1. */
    int left() throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (over || millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** Whether the socket was closed because its time was over. */
    boolean isOver() {
        return over;
    }

    /** Leaves the socket alone from now on. */
    void cancel() {
        closing.cancel(false);
    }
}
