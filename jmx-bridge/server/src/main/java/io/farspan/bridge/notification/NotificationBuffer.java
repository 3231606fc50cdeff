package io.farspan.bridge.notification;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.management.Notification;
import javax.management.remote.NotificationResult;
import javax.management.remote.TargetedNotification;

/**
 * Notifications that one connection has not fetched yet, at most {@value #MOST}; the oldest are dropped first. A loss
 * leaves a gap in the sequence numbers, which the tool's connector reports as
 * {@link javax.management.remote.JMXConnectionNotification#NOTIFS_LOST} with the number lost.
 */
public final class NotificationBuffer {

    private static final int MOST = 1_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long next;
    private boolean closed;

    private record Entry(long number, TargetedNotification notification) {}

    /** Adds a notification for a listener. */
    synchronized void add(int listener, Notification notification) {
        entries.addLast(new Entry(next++, new TargetedNotification(notification, listener)));
        if (entries.size() > MOST) {
            entries.removeFirst();
        }
        notifyAll();
    }

    /** Notes that notifications were lost on the way here. */
    synchronized void skip(long lost) {
        next += lost;
        notifyAll();
    }

    /** Ends every waiting fetch. */
    public synchronized void close() {
        closed = true;
        entries.clear();
        notifyAll();
    }

    /** As {@link javax.management.remote.rmi.RMIConnection#fetchNotifications} defines it. */
    public synchronized NotificationResult fetch(long from, int most, long timeoutMillis) throws InterruptedException {
        if (from < 0) {
            return new NotificationResult(next, next, new TargetedNotification[0]);
        }
        while (!entries.isEmpty() && entries.getFirst().number < from) {
            entries.removeFirst();
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, 120_000));
        while (next <= from && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return new NotificationResult(from, from, new TargetedNotification[0]);
            }
            wait(left);
        }
        long first = entries.isEmpty() ? next : entries.getFirst().number;
        if (first > from) {
            return new NotificationResult(first, first, new TargetedNotification[0]);
        }
        List<TargetedNotification> fetched = new ArrayList<>();
        long number = from;
        for (Entry entry : entries) {
            if (entry.number != number || fetched.size() >= most) {
                break;
            }
            fetched.add(entry.notification);
            number++;
        }
        return new NotificationResult(from, number, fetched.toArray(TargetedNotification[]::new));
    }
}
