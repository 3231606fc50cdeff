package io.farspan.local.shop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/** Accepts orders, puts them into the queue, and sends notifications of large ones. */
final class Orders extends NotificationBroadcasterSupport implements OrdersMXBean {

    private static final int REMEMBERED = 20;
    private static final String LARGE = "shop.order.large";

    private final OrderQueue queue = new OrderQueue(1_000);
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong notifications = new AtomicLong();
    private final Deque<Long> last = new ArrayDeque<>();
    private final Map<String, Long> bySize = new TreeMap<>();
    private long sum;
    private volatile long large = 10_000;

    Orders() {
        super(new MBeanNotificationInfo(new String[] {LARGE}, Notification.class.getName(), "An order is large"));
    }

    OrderQueue queue() {
        return queue;
    }

    /** Accepts an order, or refuses it because the queue is full. */
    long accept(long amount) {
        long id = ids.incrementAndGet();
        queue.put(id);
        synchronized (this) {
            sum += amount;
            last.addFirst(amount);
            if (last.size() > REMEMBERED) {
                last.removeLast();
            }
            bySize.merge(amount >= large ? "large" : amount >= large / 10 ? "medium" : "small", 1L, Long::sum);
        }
        if (amount >= large) {
            sendNotification(new Notification(
                    LARGE, "shop:type=Orders", notifications.incrementAndGet(), "Order " + id + " over " + amount));
        }
        return id;
    }

    @Override
    public long getAccepted() {
        return ids.get();
    }

    @Override
    public long getCompleted() {
        return queue.getCompleted();
    }

    @Override
    public synchronized OrderStatistics getStatistics() {
        long count = ids.get();
        return new OrderStatistics(count, sum, count == 0 ? 0 : (double) sum / count);
    }

    @Override
    public synchronized Map<String, Long> getAcceptedBySize() {
        return new TreeMap<>(bySize);
    }

    @Override
    public synchronized List<Long> getLastAmounts() {
        return new ArrayList<>(last);
    }

    @Override
    public long getLargeOrder() {
        return large;
    }

    @Override
    public void setLargeOrder(long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("A large order is at least 1, not " + amount);
        }
        large = amount;
    }

    @Override
    public long place(long amount) {
        return accept(amount);
    }

    @Override
    public int place(long amount, int count) {
        for (int i = 0; i < count; i++) {
            accept(amount);
        }
        return count;
    }
}
