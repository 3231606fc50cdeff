package io.farspan.core.agent;

/**
 * A budget for the bytes of agents' answers that the process holds: those being read, and those handed over but not yet
 * written into an answer of ours. Safe for use by many threads.
 */
final class Admission {

    private final long capacity;
    private long reading;
    private long held;
    private int unsettled;
    private long lastRelease = System.nanoTime();

    Admission(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes room for {@code bytes} more of an answer.
     *
     * @param alone whether no other answer is being read: then it may exceed the capacity as long as finished
     *     ones hold less than half of it, so that one answer always makes progress
     */
    synchronized boolean admit(long bytes, boolean alone) {
        if (reading + held + bytes <= capacity || (alone && held < capacity / 2)) {
            reading += bytes;
            return true;
        }
        return false;
    }

    /** Counts a small answer, which is always admitted and leaves less room for large ones. */
    synchronized void hold(long bytes) {
        held += bytes;
    }

    /** Releases a small answer, which does not mean that large ones make progress. */
    synchronized void drop(long bytes) {
        held -= bytes;
    }

    /** Moves a complete large answer from reading to held, until it is known whether an equal one is held already. */
    synchronized void handOver(long bytes) {
        reading -= bytes;
        held += bytes;
        unsettled++;
    }

    /** Notes that an answer that was handed over stays. */
    synchronized void settle() {
        unsettled--;
        lastRelease = System.nanoTime();
    }

    /** Releases an answer that was being read and is abandoned. */
    synchronized void giveUp(long bytes) {
        if (bytes > 0) {
            reading -= bytes;
            lastRelease = System.nanoTime();
        }
    }

    /** Releases a finished answer. */
    synchronized void release(long bytes) {
        held -= bytes;
        lastRelease = System.nanoTime();
    }

    /** Whether nothing has been released for that long, and no release is imminent. */
    synchronized boolean stuckFor(long nanos) {
        return unsettled == 0 && System.nanoTime() - lastRelease > nanos;
    }
}
