package io.farspan.local.dns;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections until its socket is closed, each on a thread of its own and never more than the limit. Ten times
 * a second those that take too long are closed, whatever they are waiting for: a read without end and a write to a
 * client that does not read look the same from outside.
 */
final class TcpListener implements Runnable {

    /** Threads of connections that were closed and have not noticed yet. */
    private static final int LEAVING = 16;

    private static final long LOOK_MILLIS = 100;

    private final ServerSocket socket;
    private final Answerer answerer;
    private final IncidentLog trouble;
    private final DnsLimits limits;
    private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;
    private final ScheduledFuture<?> look;

    TcpListener(
            ServerSocket socket,
            Answerer answerer,
            IncidentLog trouble,
            DnsLimits limits,
            ThreadFactory factory,
            ScheduledExecutorService clock) {
        this.socket = socket;
        this.answerer = answerer;
        this.trouble = trouble;
        this.limits = limits;
        this.threads = new ThreadPoolExecutor(
                0, limits.connections() + LEAVING, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
        this.look = clock.scheduleWithFixedDelay(this::closeOverdue, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        Backoff pause = new Backoff();
        while (!socket.isClosed()) {
            try {
                serve(socket.accept());
                pause.over();
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    trouble.count("cannot accept a TCP connection", e);
                    pause.afterFailure();
                }
            }
        }
        look.cancel(false);
        open.forEach(TcpConnection::close);
        threads.shutdown();
    }

    private void serve(Socket accepted) {
        if (open.size() >= limits.connections()) {
            open.stream().min(Comparator.comparingLong(TcpConnection::lastUsed)).ifPresent(this::drop);
        }
        TcpConnection connection = new TcpConnection(accepted, answerer, limits);
        open.add(connection);
        try {
            threads.execute(() -> {
                try {
                    connection.serve();
                } catch (RuntimeException e) {
                    trouble.count("gives up a TCP connection", e);
                } finally {
                    drop(connection);
                }
            });
        } catch (RejectedExecutionException e) {
            drop(connection);
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        open.stream().filter(connection -> connection.isOverdue(now)).forEach(this::drop);
    }

    private void drop(TcpConnection connection) {
        open.remove(connection);
        connection.close();
    }
}
