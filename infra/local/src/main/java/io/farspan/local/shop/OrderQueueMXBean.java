package io.farspan.local.shop;

/** The queue between taking an order and working it off. */
public interface OrderQueueMXBean {

    /** Orders waiting. */
    int getSize();

    /** Orders that fit. */
    int getCapacity();

    /** Orders worked off since the start. */
    long getCompleted();

    /** Whether orders are worked off. */
    boolean isPaused();

    /** Stops working off, so that the queue fills. */
    void pause();

    /** Works off again. */
    void resume();
}
