package io.farspan.local.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** See {@link TroublesMXBean}. */
final class Troubles implements TroublesMXBean {

    private final Orders orders;
    private final RequestPool pool;
    private final Object stock = new Object();
    private final Object till = new Object();
    private final List<byte[]> retained = new ArrayList<>();
    private volatile long delayMillis;
    private volatile int failurePercent;
    private volatile boolean deadlocked;

    Troubles(Orders orders, RequestPool pool) {
        this.orders = orders;
        this.pool = pool;
    }

    /** What an order goes through before it is accepted. */
    void before() {
        sleep(delayMillis);
        if (ThreadLocalRandom.current().nextInt(100) < failurePercent) {
            throw new IllegalStateException("this order fails on purpose");
        }
        if (deadlocked) {
            synchronized (stock) {
                orders.getAccepted();
            }
        }
    }

    @Override
    public long getDelayMillis() {
        return delayMillis;
    }

    @Override
    public void setDelayMillis(long millis) {
        delayMillis = millis;
    }

    @Override
    public int getFailurePercent() {
        return failurePercent;
    }

    @Override
    public void setFailurePercent(int percent) {
        failurePercent = percent;
    }

    @Override
    public void deadlock() {
        deadlocked = true;
        CountDownLatch bothHold = new CountDownLatch(2);
        start("deadlock-1", stock, till, bothHold);
        start("deadlock-2", till, stock, bothHold);
    }

    private static void start(String name, Object first, Object second, CountDownLatch bothHold) {
        Thread thread = new Thread(
                () -> {
                    synchronized (first) {
                        bothHold.countDown();
                        try {
                            bothHold.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                        synchronized (second) {
                            second.notifyAll();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void exhaustRequestPool(long millis) {
        try {
            for (int i = 0; i < pool.getSize() + pool.executor().getQueue().remainingCapacity(); i++) {
                pool.executor().execute(() -> sleep(millis));
            }
        } catch (RejectedExecutionException e) {
            // It is exhausted, which is what was asked for.
        }
    }

    @Override
    public synchronized void retainMegabytes(int megabytes) {
        for (int i = 0; i < megabytes; i++) {
            retained.add(new byte[1 << 20]);
        }
    }

    @Override
    public synchronized void release() {
        retained.clear();
    }

    @Override
    public void sleep(long millis) {
        try {
            Thread.sleep(Math.max(0, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String large(int characters) {
        return "x".repeat(characters);
    }
}
