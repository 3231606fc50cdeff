package io.farspan.local.shop;

/** Makes trouble on purpose. */
public interface TroublesMXBean {

    /** How long each order takes before it is accepted, in milliseconds. */
    long getDelayMillis();

    /** Makes each order take time. */
    void setDelayMillis(long millis);

    /** The share of orders that fail, in per cent. */
    int getFailurePercent();

    /** Makes a share of the orders fail. */
    void setFailurePercent(int percent);

    /** Deadlocks two threads, and every order that comes after. */
    void deadlock();

    /** Occupies every thread of the request pool for a time. */
    void exhaustRequestPool(long millis);

    /** Allocates memory and keeps it. */
    void retainMegabytes(int megabytes);

    /** Releases that memory. */
    void release();

    /** Blocks the management call itself, to show what a slow operation does. */
    void sleep(long millis);

    /** Closes the shop's port; management continues. */
    void closePort();

    /** Closes the management agent's port a moment later; the shop continues. */
    void closeAgent();

    /** From now on every thread that takes a request dies of {@code OutOfMemoryError}; management continues. */
    void runOutOfMemory();

    /** A string of that many characters, to show what a large answer does. */
    String large(int characters);
}
