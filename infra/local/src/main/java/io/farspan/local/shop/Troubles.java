package io.farspan.local.shop;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** See {@link TroublesMXBean}. */
final class Troubles implements TroublesMXBean {

    private final Orders orders;
    private final RequestThreads pool;
    private final Object stock = new Object();
    private final Object till = new Object();
    private final List<byte[]> retained = new ArrayList<>();
    private volatile long delayMillis;
    private volatile int failurePercent;
    private volatile boolean deadlocked;
    private volatile boolean outOfMemory;
    private volatile Runnable port = () -> {};

    Troubles(Orders orders, RequestThreads pool) {
        this.orders = orders;
        this.pool = pool;
    }

    /** How the shop's port is closed. */
    void port(Runnable close) {
        port = close;
    }

    /** Runs first in every request: an error that no handler expects ends the thread. */
    void first() {
        if (outOfMemory) {
            synchronized (retained) {
                retained.add(new byte[Integer.MAX_VALUE]);
            }
        }
    }

    /** Runs before an order is accepted. */
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
            // It is exhausted, as requested.
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
    public void closePort() {
        port.run();
    }

    /** As {@code java -jar jolokia-agent-jvm.jar stop} does it. */
    @Override
    public void closeAgent() {
        Thread thread = new Thread(
                () -> {
                    sleep(300); // the answer to this call goes out first
                    try {
                        Class.forName("org.jolokia.jvmagent.JvmAgent", true, ClassLoader.getSystemClassLoader())
                                .getMethod("agentmain", String.class, Instrumentation.class)
                                .invoke(null, "mode=stop", null);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException("the agent was not stopped", e);
                    }
                },
                "close-agent");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void runOutOfMemory() {
        outOfMemory = true;
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
