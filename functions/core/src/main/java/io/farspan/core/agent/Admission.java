package io.farspan.core.agent;

/**
 * How many bytes of agents' answers the process holds: those that are being read, and those that were handed over and
 * are not written into an answer of ours yet. Safe for use by many threads.
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
     * @param alone whether no other answer is being read: then it may go beyond the capacity as long as finished
     *     ones hold less than half of it, so that there is always one that gets on
     */
    synchronized boolean admit(long bytes, boolean alone) {
        if (reading + held + bytes <= capacity || (alone && held < capacity / 2)) {
            reading += bytes;
            return true;
        }
        return false;
    }

    /** A small answer is held: it always is, and leaves less room for large ones. */
    synchronized void hold(long bytes) {
        held += bytes;
    }

    /** A small answer is not held any more; that says nothing of whether large ones get on. */
    synchronized void drop(long bytes) {
        held -= bytes;
    }

    /** A large answer is complete and lives on, for the moment it takes to see whether it is one that is held already. */
    synchronized void handOver(long bytes) {
        reading -= bytes;
        held += bytes;
        unsettled++;
    }

    /** An answer that was handed over is going to be held for longer. */
    synchronized void settle() {
        unsettled--;
        lastRelease = System.nanoTime();
    }

    /** An answer that was being read is given up. */
    synchronized void giveUp(long bytes) {
        if (bytes > 0) {
            reading -= bytes;
            lastRelease = System.nanoTime();
        }
    }

    /** A finished answer is not held any more. */
    synchronized void release(long bytes) {
        held -= bytes;
        lastRelease = System.nanoTime();
    }

    /** Whether nothing has been released for so long, and nothing can be expected to be at once. */
    synchronized boolean stuckFor(long nanos) {
        return unsettled == 0 && System.nanoTime() - lastRelease > nanos;
    }
}
