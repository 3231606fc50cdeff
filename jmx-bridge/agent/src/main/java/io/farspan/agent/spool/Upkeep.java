package io.farspan.agent.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.farspan.agent.record.Position;

/**
 * What a journal needs of the disk: the next segment is prepared, what was appended is forced, what was released or is too
 * much is deleted, and the state beside the segments is written. One step at a time.
 */
final class Upkeep {

    private final Path folder;
    private final SpoolSize size;
    private final String boot;
    private final SegmentMaker maker;
    private final SpoolState states;
    private final Journal journal;
    private final List<Segment> doomed = new ArrayList<>();
    private Optional<Segment> dropping = Optional.empty();
    private Map<String, Position> positions;
    private long accounted;
    private int spares;
    private boolean stateIsOld = true;
    private boolean suspect;

    /** Makes a file for a segment, or fails for want of room. */
    interface SegmentMaker {
        Segment prepare(Path path, int capacity) throws IOException;
    }

    Upkeep(
            Path folder,
            SpoolSize size,
            String boot,
            SegmentMaker maker,
            SpoolState states,
            Journal journal,
            Recovery found) {
        this.folder = folder;
        this.size = size;
        this.boot = boot;
        this.maker = maker;
        this.states = states;
        this.journal = journal;
        this.positions = Map.copyOf(found.positions);
        this.accounted = found.accounted;
    }

    /** A segment that is ready to be used. */
    synchronized Segment newSegment() throws IOException {
        return maker.prepare(spareName(), size.segmentBytes());
    }

    /** Does what is to be done now; what fails is tried again the next time. */
    synchronized void step() {
        try {
            force();
            if (!Files.exists(journal.currentFile())) {
                startAgain();
            }
            deleteReleased();
            prepare();
            if (stateIsOld) {
                writeState(false);
            }
        } catch (IOException | UncheckedIOException e) {
            journal.diskFull(); // or as bad as that
        }
    }

    /** Notes that nothing is being written. */
    synchronized void close() throws IOException {
        writeState(true);
    }

    private void force() throws IOException {
        Unforced all = journal.unforced(suspect);
        stateIsOld |= all.forgotten();
        boolean renamed = false;
        for (Segment segment : all.segments()) {
            try {
                segment.force();
            } catch (RuntimeException e) {
                suspect = true;
                throw e;
            }
            if (Recovery.isSpare(segment.path()) && Files.exists(segment.path())) {
                Path name = folder.resolve(Recovery.name(segment.first()));
                Files.move(segment.path(), name);
                segment.movedTo(name);
                renamed = true;
            }
        }
        if (renamed) {
            forceFolder();
            stateIsOld = true; // so that little is read again when the spool is opened
        }
        suspect = false;
        journal.forced(all);
        positions = all.positions().orElse(positions);
        accounted = Math.max(accounted, all.accounted());
    }

    private void deleteReleased() throws IOException {
        doomed.addAll(journal.takeReleased());
        accounted = Math.max(accounted, journal.released());
        deleteDoomed();
    }

    /** Those of before, too, when the state could not be written then. */
    private void deleteDoomed() throws IOException {
        if (!doomed.isEmpty()) {
            writeState(false);
            for (Segment segment : doomed) {
                Files.deleteIfExists(segment.path());
            }
            doomed.clear();
        }
    }

    private void prepare() {
        if (!journal.needsSpare()) {
            return;
        }
        try {
            dropOldest();
            journal.prepared(newSegment());
        } catch (IOException e) {
            journal.diskFull();
        }
    }

    private void dropOldest() throws IOException {
        dropping = dropping.or(() -> journal.takeOldest(size));
        while (dropping.isPresent()) {
            doomed.add(dropping.get());
            deleteDoomed();
            journal.dropped(dropping.get());
            dropping = journal.takeOldest(size);
        }
    }

    /** The folder was deleted. */
    private void startAgain() throws IOException {
        SpoolFolder.prepare(folder);
        for (Path leftOver : journal.files()) {
            Files.deleteIfExists(leftOver);
        }
        journal.startAgain(newSegment());
        accounted = 0;
        stateIsOld = true;
        force();
    }

    private void writeState(boolean closed) throws IOException {
        Extent extent = journal.extent();
        states.write(new SpoolState.Content(
                extent.incarnation().toString(), extent.next(), accounted, closed, boot, positions));
        stateIsOld = false;
    }

    private Path spareName() {
        Path name = folder.resolve("spare." + spares++);
        return Files.exists(name) ? spareName() : name;
    }

    private void forceFolder() {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Not every system can; the names are found by their headers then.
        }
    }
}
