package io.farspan.local.shop;

/** The threads that serve HTTP requests. */
public interface RequestPoolMXBean {

    /** Threads at work. */
    int getActive();

    /** Threads at most. */
    int getSize();

    /** Requests waiting for a thread. */
    int getWaiting();

    /** Requests served since the start. */
    long getServed();
}
