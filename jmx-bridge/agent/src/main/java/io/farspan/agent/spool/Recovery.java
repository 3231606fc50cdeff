package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.farspan.agent.record.Gap;
import io.farspan.agent.record.Position;

/**
 * What is found in a spool's folder when it is opened.
 *
 * <p>The end of the last segment is where its checksums end. When whole frames follow on one that is damaged, or the
 * segment itself is, offsets go on above every one that may have been shown; those between are missing, and said to be.
 */
final class Recovery {

    final List<Segment> segments = new ArrayList<>();
    final Map<String, Position> positions = new HashMap<>();
    UUID incarnation = UUID.randomUUID();
    long next;
    long accounted;
    boolean damaged;
    boolean closed = true;
    String boot = "";

    /** Offsets from {@link #next} to this one are missing; equal to it when all is well. */
    long goesOnAt;

    private long unreadable;

    private Recovery() {}

    static Recovery of(Path folder, SpoolState states, int segmentBytes) throws IOException {
        Recovery found = new Recovery();
        found.load(folder);
        Optional<SpoolState.Content> state = states.read();
        boolean known = state.filter(
                        last -> last.incarnation.equals(found.incarnation.toString()) && !found.segments.isEmpty())
                .isPresent();
        long asOf = known ? state.get().asOf : 0;
        state.ifPresent(last -> {
            found.positions.putAll(last.positions);
            found.closed = last.closed;
            found.boot = last.boot;
        });
        found.accounted = known ? state.get().accounted : found.first();
        found.replay(asOf);
        if ((!known && state.isPresent()) || (found.segments.isEmpty() && found.unreadable > 0)) {
            found.damaged = true;
        }
        if (found.unreadable > 0 && !found.segments.isEmpty()) {
            found.damaged = true;
            found.goesOnAt = Math.max(found.goesOnAt, found.unreadable + segmentBytes / Frames.OVERHEAD);
        }
        if (asOf > found.next) {
            // The newest segments are not there; state is written with each, so that few offsets can be above it.
            found.damaged = true;
            found.goesOnAt = Math.max(found.goesOnAt, asOf + 4L * segmentBytes / Frames.OVERHEAD);
        }
        return found;
    }

    private void load(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> isSegment(file) || isSpare(file))
                    .sorted()
                    .collect(Collectors.toList());
        }
        for (Path file : files) {
            try {
                Segment segment = Segment.open(file);
                if (isSegment(file)
                        && !name(segment.first()).equals(file.getFileName().toString())) {
                    throw new IOException(file + " begins with offset " + segment.first());
                }
                segments.add(segment);
            } catch (FileSystemException e) {
                throw e; // it cannot be opened now, as without a file descriptor: what it holds is not to be deleted
            } catch (IOException e) {
                discard(file);
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        if (!segments.isEmpty()) {
            incarnation = segments.get(segments.size() - 1).incarnation();
            for (Segment segment : List.copyOf(segments)) {
                if (!segment.incarnation().equals(incarnation)) {
                    segments.remove(segment);
                    discard(segment.path());
                }
            }
        }
        for (int i = 0; i + 1 < segments.size(); i++) {
            segments.get(i).endsAt(segments.get(i + 1).first());
        }
    }

    /** A prepared segment has no header before it is used; any other file held records once. */
    private void discard(Path file) throws IOException {
        if (isSegment(file)) {
            unreadable = Math.max(
                    unreadable, Long.parseLong(file.getFileName().toString().substring(0, 20)) + 1);
        }
        Files.deleteIfExists(file);
    }

    private void replay(long asOf) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Segment.FrameVisitor visitor = (offset, payload) -> visit(offset, payload, asOf);
            if (i < segments.size() - 1) {
                if (segment.next() > asOf) {
                    segment.visit(visitor);
                }
                continue;
            }
            boolean sound = segment.recover(visitor);
            next = segment.next();
            goesOnAt = sound ? next : next + (segment.capacity() - segment.end()) / Frames.OVERHEAD;
            damaged |= !sound;
            unreadable = unreadable > next ? unreadable : 0;
        }
    }

    private void visit(long offset, byte[] payload, long asOf) {
        if (offset >= asOf) {
            Position.of(payload).ifPresent(position -> {
                if (position.isForgotten()) {
                    positions.remove(position.key());
                } else {
                    positions.put(position.key(), position);
                }
            });
            Gap.lostUpTo(payload).ifPresent(upTo -> accounted = Math.max(accounted, upTo));
        }
    }

    long first() {
        return segments.isEmpty() ? 0 : segments.get(0).first();
    }

    static String name(long first) {
        return String.format("%020d.seg", first);
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().matches("\\d{20}\\.seg");
    }

    static boolean isSpare(Path file) {
        return file.getFileName().toString().matches("spare\\.\\d+");
    }
}
