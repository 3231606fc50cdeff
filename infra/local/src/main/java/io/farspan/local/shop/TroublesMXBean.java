package io.farspan.local.shop;

/** Makes trouble on purpose. */
public interface TroublesMXBean {

    /** How long each order takes before it is accepted, in milliseconds. */
    long getDelayMillis();

    /** Makes each order take time. */
    void setDelayMillis(long millis);

    /** Which share of the orders fails, in per cent. */
    int getFailurePercent();

    /** Makes a share of the orders fail. */
    void setFailurePercent(int percent);

    /** Deadlocks two threads, and every order that comes after. */
    void deadlock();

    /** Occupies every thread of the request pool for a time. */
    void exhaustRequestPool(long millis);

    /** Holds on to memory. */
    void retainMegabytes(int megabytes);

    /** Lets go of that memory. */
    void release();

    /** Blocks the management call itself, to show what a slow operation does. */
    void sleep(long millis);

    /** Closes the shop's port; management goes on. */
    void closePort();

    /** Closes the management agent's port a moment later; the shop goes on. */
    void closeAgent();

    /** From now on every thread that takes a request dies of {@code OutOfMemoryError}; management goes on. */
    void runOutOfMemory();

    /** A string of that many characters, to show what a large answer does. */
    String large(int characters);
}
