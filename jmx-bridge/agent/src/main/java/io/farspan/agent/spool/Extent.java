package io.farspan.agent.spool;

import java.util.UUID;

/** What a spool holds. */
public final class Extent {

    private final UUID incarnation;
    private final long first;
    private final long next;
    private final long bytes;
    private final long since;
    private final long released;

    Extent(UUID incarnation, long first, long next, long bytes, long since, long released) {
        this.incarnation = incarnation;
        this.first = first;
        this.next = next;
        this.bytes = bytes;
        this.since = since;
        this.released = released;
    }

    public UUID incarnation() {
        return incarnation;
    }

    /** The oldest offset that is still held. */
    public long first() {
        return first;
    }

    /** The first offset that is not on the disk yet. */
    public long next() {
        return next;
    }

    public long bytes() {
        return bytes;
    }

    /** The first offset of this run of the process: what is before was appended under another run's clock. */
    public long since() {
        return since;
    }

    /**
     * The first offset that was not released: everything below it is stored at home, or is recorded as a gap. After a restart
     * of the process it may be lower than before.
     */
    public long released() {
        return released;
    }
}
