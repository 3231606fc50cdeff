package io.farspan.local.shop;

/** The queue between accepting an order and processing it. */
public interface OrderQueueMXBean {

    /** Orders waiting. */
    int getSize();

    /** Capacity of the queue. */
    int getCapacity();

    /** Orders processed since the start. */
    long getCompleted();

    /** Whether orders are being processed. */
    boolean isPaused();

    /** Stops processing, so that the queue fills. */
    void pause();

    /** Resumes processing. */
    void resume();
}
