package io.farspan.agent.spool;

import java.util.Optional;
import java.util.UUID;

import io.farspan.agent.record.Gap;

/** What a reader gets: the frames of some records as they are in the spool, or word that some are missing. */
public final class Block {

    private final UUID incarnation;
    private final long from;
    private final long next;
    private final long end;
    private final Gap.@org.jspecify.annotations.Nullable Reason lost;
    private final byte[] frames;

    Block(
            UUID incarnation,
            long from,
            long next,
            long end,
            Gap.@org.jspecify.annotations.Nullable Reason lost,
            byte[] frames) {
        this.incarnation = incarnation;
        this.from = from;
        this.next = next;
        this.end = end;
        this.lost = lost;
        this.frames = frames;
    }

    public UUID incarnation() {
        return incarnation;
    }

    public long from() {
        return from;
    }

    /** Where to read on. */
    public long next() {
        return next;
    }

    /** The first offset that is not on the disk yet. */
    public long end() {
        return end;
    }

    /** Why the records from {@link #from()} to {@link #next()} are missing, if they are. */
    public Optional<Gap.Reason> lost() {
        return Optional.ofNullable(lost);
    }

    public byte[] frames() {
        return frames.clone();
    }
}
