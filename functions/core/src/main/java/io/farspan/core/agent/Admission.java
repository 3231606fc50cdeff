package io.farspan.core.agent;

/**
 * How many bytes of agents' answers the process holds: those that are being read, and those that were handed over and
 * are not written into an answer of ours yet. Safe for use by many threads.
 */
final class Admission {

    private final long capacity;
    private long reading;
    private long held;
    private long lastRelease = System.nanoTime();

    Admission(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes room for {@code bytes} more of an answer.
     *
     * @param alone whether no other answer is being read: then it may go beyond the capacity as long as not everything is
     *     held by finished ones, so that there is always one that gets on
     */
    synchronized boolean admit(long bytes, boolean alone) {
        if (reading + held + bytes <= capacity || (alone && held < capacity)) {
            reading += bytes;
            return true;
        }
        return false;
    }

    /** An answer is complete and lives on. */
    synchronized void handOver(long bytes) {
        reading -= bytes;
        held += bytes;
    }

    /** An answer that was being read is given up. */
    synchronized void giveUp(long bytes) {
        reading -= bytes;
        lastRelease = System.nanoTime();
    }

    /** A finished answer is not held any more. */
    synchronized void release(long bytes) {
        held -= bytes;
        lastRelease = System.nanoTime();
    }

    /** Whether nothing has been released for so long. */
    synchronized boolean stuckFor(long nanos) {
        return System.nanoTime() - lastRelease > nanos;
    }
}
