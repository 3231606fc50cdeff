package io.farspan.local.shop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A bounded queue with one worker. */
final class OrderQueue implements OrderQueueMXBean {

    private final BlockingQueue<Long> waiting;
    private final int capacity;
    private final AtomicLong completed = new AtomicLong();
    private boolean paused;

    OrderQueue(int capacity) {
        this.capacity = capacity;
        this.waiting = new LinkedBlockingQueue<>(capacity);
        Thread worker = new Thread(this::work, "order-worker");
        worker.setDaemon(true);
        worker.start();
    }

    void put(long order) {
        if (!waiting.offer(order)) {
            throw new IllegalStateException("the order queue is full");
        }
    }

    private void work() {
        try {
            while (true) {
                awaitRunning();
                waiting.take();
                completed.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitRunning() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    @Override
    public int getSize() {
        return waiting.size();
    }

    @Override
    public int getCapacity() {
        return capacity;
    }

    @Override
    public long getCompleted() {
        return completed.get();
    }

    @Override
    public synchronized boolean isPaused() {
        return paused;
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }
}
