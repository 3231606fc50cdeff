package io.farspan.agent.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.UUID;

import io.farspan.agent.record.Gap;

/** The segments of a spool at one moment, to be read without its lock. */
final class BlockReader {

    private final List<Segment> segments;
    private final UUID incarnation;
    private final long end;
    private final Damage damage;

    BlockReader(List<Segment> segments, UUID incarnation, long end, Damage damage) {
        this.segments = List.copyOf(segments);
        this.incarnation = incarnation;
        this.end = end;
        this.damage = damage;
    }

    /**
     * Reads from an offset that a reader of some incarnation knows.
     *
     * @throws NoSuchFileException when the first file was deleted or got its name meanwhile
     */
    Block read(String known, long from, int maxBytes) throws IOException {
        long start = start(known, from);
        if (start < segments.get(0).first()) {
            return lost(start, segments.get(0).first(), Gap.Reason.SPOOL_FULL);
        }
        if (start > end) {
            throw new IllegalArgumentException("offset " + start + " is beyond the end " + end + " of incarnation "
                    + incarnation + ": was the spool replaced by an older copy? Delete it to begin a new one.");
        }
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        long at = start;
        for (Segment segment : segments) {
            long last = end(segment);
            while (at >= segment.first() && at < last && (at == start || frames.size() < maxBytes)) {
                SpoolReader.Part part = part(segment, at, at == start, maxBytes - frames.size());
                if (part.next == at && at == start) {
                    damage.found(segment, at, last);
                    return lost(at, last, Gap.Reason.FILE_LOST);
                }
                if (part.next == at) {
                    return block(start, at, frames);
                }
                frames.write(part.frames, 0, part.frames.length);
                at = part.next;
            }
        }
        return block(start, at, frames);
    }

    private static SpoolReader.Part part(Segment segment, long at, boolean first, int most) throws IOException {
        try {
            return SpoolReader.read(segment, at, segment.durableEnd(), most, first);
        } catch (NoSuchFileException e) {
            if (first) {
                throw e;
            }
            return new SpoolReader.Part(at, new byte[0]);
        }
    }

    /** The file stays away: what it held is missing. */
    Block missing(String known, long from) {
        long start = start(known, from);
        Segment missing = segments.get(0);
        for (Segment segment : segments) {
            missing = segment.first() <= start ? segment : missing;
        }
        damage.found(missing, start, end(missing));
        return lost(start, end(missing), Gap.Reason.FILE_LOST);
    }

    private long start(String known, long from) {
        return incarnation.toString().equals(known) ? from : segments.get(0).first();
    }

    private long end(Segment segment) {
        return segment == segments.get(segments.size() - 1) ? end : Math.min(end, segment.next());
    }

    private Block block(long from, long next, ByteArrayOutputStream frames) {
        return new Block(incarnation, from, next, Math.max(next, end), null, frames.toByteArray());
    }

    private Block lost(long from, long next, Gap.Reason reason) {
        return new Block(incarnation, from, next, end, reason, new byte[0]);
    }

    /** What is done when records of a segment cannot be read. */
    interface Damage {
        void found(Segment segment, long from, long to);
    }
}
