package io.farspan.local.shop;

/** The threads that serve HTTP requests. */
public interface RequestThreadsMXBean {

    /** Busy threads. */
    int getActive();

    /** Threads in the pool. */
    int getSize();

    /** Requests waiting for a thread. */
    int getWaiting();

    /** Requests served since the start. */
    long getServed();

    /** Requests since the start that the application answered with an error of its own (HTTP 5xx). */
    long getErrors();
}
