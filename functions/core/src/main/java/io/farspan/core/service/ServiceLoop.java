package io.farspan.core.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.process.EssentialThread;

/**
 * The thread that carries all attempts. Services that were silent last time share half of the connections, so that they
 * cannot keep those that answer from being tried.
 */
final class ServiceLoop {

    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toMillis(5);
    private static final int MOST_REMEMBERED = 20_000;

    private final int concurrency;
    private final Selector selector = Selector.open();
    private final Queue<ServiceAttempt> submitted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<ServiceAttempt> deadlines =
            new PriorityQueue<>((one, other) -> Long.signum(one.deadline - other.deadline));
    private final Deque<ServiceAttempt> quick = new ArrayDeque<>();
    private final Deque<ServiceAttempt> doubtful = new ArrayDeque<>();
    private final Set<InetSocketAddress> silent = new HashSet<>();
    private final Set<ServiceAttempt> active = new HashSet<>();
    private int doubtfulActive;
    private volatile boolean closed;

    ServiceLoop(int concurrency) throws IOException {
        this.concurrency = concurrency;
        EssentialThread.daemon(this::run, "farspan-services").start();
    }

    void submit(ServiceAttempt attempt) {
        submitted.add(attempt);
        selector.wakeup();
        if (closed && submitted.remove(attempt)) {
            attempt.notTried("the function is stopping");
        }
    }

    void close() {
        closed = true;
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::advance, sleep());
                take();
                expire();
                start();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The selector of the services' connections failed", e);
        } finally {
            end();
        }
    }

    /** Ends every attempt, however the loop ended. */
    private void end() {
        closed = true;
        take();
        deadlines.forEach(attempt -> attempt.notTried("the function is stopping"));
        try {
            selector.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private long sleep() {
        ServiceAttempt next = deadlines.peek();
        if (!submitted.isEmpty()) {
            return 1;
        }
        return next == null
                ? LONGEST_SLEEP
                : Math.max(
                        1,
                        Math.min(LONGEST_SLEEP, TimeUnit.NANOSECONDS.toMillis(next.deadline - System.nanoTime()) + 1));
    }

    private void take() {
        for (ServiceAttempt attempt = submitted.poll(); attempt != null; attempt = submitted.poll()) {
            deadlines.add(attempt);
            attempt.doubtful = silent.contains(attempt.address);
            (attempt.doubtful ? doubtful : quick).add(attempt);
        }
    }

    private void start() {
        while (active.size() < concurrency) {
            ServiceAttempt next = quick.poll();
            if (next == null && doubtfulActive < concurrency / 2) {
                next = doubtful.poll();
            }
            if (next == null) {
                return;
            }
            if (!next.isOver()) {
                active.add(next);
                doubtfulActive += next.doubtful ? 1 : 0;
                next.start(selector);
                settle(next);
            }
        }
    }

    private void advance(SelectionKey key) {
        ServiceAttempt attempt = (ServiceAttempt) key.attachment();
        attempt.advance(key);
        settle(attempt);
    }

    /** Makes room when an attempt is over. */
    private void settle(ServiceAttempt attempt) {
        if (attempt.isOver() && active.remove(attempt)) {
            doubtfulActive -= attempt.doubtful ? 1 : 0;
            if (attempt.wasSilent() && silent.size() < MOST_REMEMBERED) {
                silent.add(attempt.address);
            } else {
                silent.remove(attempt.address);
            }
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (ServiceAttempt next = deadlines.peek();
                next != null && next.deadline - now <= 0;
                next = deadlines.peek()) {
            deadlines.poll(); // one that has ended stays there until its time is over
            next.expire();
            settle(next);
        }
    }
}
