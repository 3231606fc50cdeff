package io.farspan.local.shop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A fixed pool with a bounded queue; requests that fit neither are refused. */
final class RequestThreads implements RequestThreadsMXBean {

    private final ThreadPoolExecutor executor;
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    RequestThreads(int threads, int queue) {
        executor =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, "request");
                    thread.setDaemon(false);
                    return thread;
                });
    }

    ThreadPoolExecutor executor() {
        return executor;
    }

    @Override
    public int getActive() {
        return executor.getActiveCount();
    }

    @Override
    public int getSize() {
        return executor.getMaximumPoolSize();
    }

    @Override
    public int getWaiting() {
        return executor.getQueue().size();
    }

    @Override
    public long getServed() {
        return served.get();
    }

    /** A request was answered, with an error too. The JDK's server takes a thread for a connection's end as well. */
    void answered() {
        served.incrementAndGet();
    }

    void failed() {
        errors.incrementAndGet();
    }

    @Override
    public long getErrors() {
        return errors.get();
    }
}
