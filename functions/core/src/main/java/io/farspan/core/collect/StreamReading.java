package io.farspan.core.collect;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.UUID;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamName;

/** One stream while it is read. Not thread-safe. */
final class StreamReading {

    private final InstanceId instance;
    private final AgentStreams.Listed listed;
    private final UUID incarnation;
    private final long from;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private Optional<Lost> lost = Optional.empty();
    private long next;
    private long end;
    private boolean starved;

    /** A stream in the incarnation that its agent lists, from the checkpoint on if that is of the same, else from 0. */
    StreamReading(InstanceId instance, AgentStreams.Listed listed, Optional<Checkpoint> known) {
        this.instance = instance;
        this.listed = listed;
        this.incarnation = listed.incarnation();
        this.from = known.filter(checkpoint -> checkpoint.incarnation().equals(incarnation))
                .map(Checkpoint::from)
                .orElse(0L);
        this.next = from;
        this.end = Math.max(listed.next(), from);
        if (from < listed.first()) {
            lose(listed.first(), Gap.SPOOL_FULL);
        }
    }

    StreamName name() {
        return listed.name();
    }

    InstanceId instance() {
        return instance;
    }

    UUID incarnation() {
        return incarnation;
    }

    /** Where to read on. */
    long next() {
        return next;
    }

    boolean hasMore() {
        return next < end;
    }

    /** Whether its next record found no room, or is larger than the share that was asked for. */
    boolean isStarved() {
        return starved;
    }

    /** Whether home holds more than the agent has ever had: it must not be read, or offsets would be used twice. */
    boolean isBehind() {
        return listed.next() < from;
    }

    long from() {
        return from;
    }

    /** The offset after the last record that can be read, as far as is known by now. */
    long end() {
        return end;
    }

    /** About how many bytes are left to read. */
    long left() {
        return hasMore() ? Math.max(1, listed.bytesFrom(next)) : 0;
    }

    int size() {
        return block.size();
    }

    /** Takes what was read, if it goes on where this stands and has room. */
    boolean take(AgentStreams.Read read, int room) {
        if (!read.incarnation().equals(incarnation) || read.from() != next) {
            return false;
        }
        if (read.frames().block().length > room) {
            starved = true;
            return false;
        }
        if (read.lost().isPresent() && block.size() > 0) {
            return false; // what is lost stands before a batch's records, so it is the next batch's
        }
        read.lost().ifPresent(gap -> lose(gap.to(), gap.reason()));
        starved = read.frames().count() == 0 && read.lost().isEmpty() && read.next() < read.end();
        block.writeBytes(read.frames().block());
        next = read.next();
        end = Math.max(end, read.end());
        return true;
    }

    private void lose(long to, String reason) {
        lost = Optional.of(new Lost(from, to, reason));
        next = to;
        end = Math.max(end, to);
    }

    StreamBatch batch() {
        return new StreamBatch(
                instance,
                listed.name(),
                listed.kind(),
                incarnation,
                from,
                next,
                end,
                lost,
                block.toByteArray(),
                listed.since());
    }

    /** Whether home does not know it all yet. */
    boolean hasNews() {
        return next > from || hasMore();
    }
}
