package io.farspan.agent.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.farspan.agent.record.Gap;
import io.farspan.agent.record.Position;
import io.farspan.agent.spool.Spool;

/**
 * The lines of the files that match a path pattern, as one stream.
 *
 * <p>A record and the position after it are one frame of the spool; where reading goes on after a crash follows from what
 * the spool holds, whichever of our writes was the last:
 *
 * <ul>
 *   <li>Before a line's record is appended: its position is not in the spool, and the line is read again.
 *   <li>After that: it is not. If the host is lost before the spool was forced, record and position are lost
 *       together, and the line is read again.
 *   <li>Between two parts of a long line: the next part is read first, before any other file.
 *   <li>After a file that was rotated away was read to its end, before that is noted: it is found by its inode and is at
 *       its end, or it is deleted by then and {@code FILE_LOST} names a position behind which nothing was missing.
 *   <li>While the agent is down: a renamed file is found by its inode and checked by its fingerprint; of a truncated
 *       one the copy is looked for beside it, read on from the same position, and {@code COPY_TRUNCATE} says that lines
 *       may be missing between copy and truncation; what is found nowhere is a {@code FILE_LOST} with its position.
 * </ul>
 *
 * <p>At most {@value #MOST_OPEN} files are open, those that changed most recently; the others are closed when they have
 * been read to their ends, and opened again at their positions when they change. Of one that is closed, what is written
 * in the moment before it is deleted is not seen.
 *
 * <p>A line ends with LF; a CR before it belongs to the end. The last line of a file without one is a record when the file is
 * renamed or deleted and did not change for a while. A pattern must not match the copies that copytruncate makes, which
 * cannot be told from other files that begin alike; renamed files it may match.
 */
public final class FileStream implements Closeable {

    static final int MOST_OPEN = 64;

    private static final long AT_A_TIME = 4 << 20;
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final PathPattern pattern;
    private final Spool spool;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final LineReader lines;

    // Both by identity; no file is in both.
    private final Map<String, OpenFile> open = new LinkedHashMap<>();
    private final Map<String, RestingFile> resting = new LinkedHashMap<>();
    private boolean resumed;

    /**
     * @param pattern a path, with the wildcards of a glob
     * @param links whether wildcards find what symbolic links lead to
     * @param nanoTime by which it is seen that a file is quiet
     */
    public FileStream(String pattern, boolean links, Spool spool, Clock clock, LongSupplier nanoTime) {
        this.pattern = new PathPattern(pattern, links);
        this.spool = spool;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lines = new LineReader(spool, clock);
    }

    /**
     * Appends what is new, by one thread; the same bytes are never appended twice.
     *
     * @return whether there may be more at once
     */
    public boolean poll() throws IOException, InterruptedException {
        Map<String, FoundFile> matches = pattern.matches();
        if (!resumed) {
            resumeAll(matches);
            resumed = true;
        }
        boolean more = false;
        for (OpenFile file : List.copyOf(open.values())) {
            if (isRotatedAway(file, matches)) {
                readToTheEnd(file, !matches.containsKey(file.identity()));
            }
        }
        for (OpenFile file : List.copyOf(open.values())) {
            if (!isRotatedAway(file, matches)) {
                more |= read(file);
            }
        }
        finishRested(matches);
        return more | openChanged(matches);
    }

    /** How many files are open now. */
    int openFiles() {
        return open.size();
    }

    private boolean isRotatedAway(OpenFile file, Map<String, FoundFile> matches) {
        FoundFile match = matches.get(file.identity());
        return match == null ? !pattern.isHidden(file.path()) : !file.path().equals(match.path());
    }

    /** Opens and reads what changed while it was closed or is new, the newest first. */
    private boolean openChanged(Map<String, FoundFile> matches) throws IOException, InterruptedException {
        List<FoundFile> changed = matches.values().stream()
                .filter(match -> !open.containsKey(match.identity()) && !isResting(match))
                .sorted(Comparator.comparing(FoundFile::modified).reversed())
                .collect(Collectors.toList());
        if (changed.isEmpty()) {
            return false;
        }
        makeRoom(changed.size(), matches);
        KnownPositions known = new KnownPositions(spool.positions().values());
        open.values().forEach(file -> known.remove(file.key()));
        boolean opening = false;
        boolean more = false;
        IOException failure = null;
        for (FoundFile file : changed) {
            if (open.size() >= MOST_OPEN) {
                more |= opening; // the others come when these have been read
                break;
            }
            try {
                Optional<OpenFile> opened = open(file, known);
                if (opened.isPresent()) {
                    opening = true;
                    more |= read(opened.get());
                }
            } catch (IOException e) {
                failure = e; // one that cannot be read keeps nobody from the others
            }
        }
        if (failure != null) {
            throw failure;
        }
        return more;
    }

    private boolean isResting(FoundFile match) {
        RestingFile rest = resting.get(match.identity());
        return rest != null && rest.isStill(match);
    }

    /** Closes files that were read to their ends, those first that have been quiet for longest. */
    private void makeRoom(int wanted, Map<String, FoundFile> matches) throws IOException {
        int missing = wanted - (MOST_OPEN - open.size());
        if (missing <= 0) {
            return;
        }
        List<OpenFile> idle = open.values().stream()
                .filter(file -> matches.containsKey(file.identity()) && file.isAtItsEnd())
                .filter(file -> file.isReadWholly() || !isRotatedAway(file, matches) && !file.isInTheMiddleOfALine())
                .sorted(Comparator.comparing((OpenFile file) -> !file.isReadWholly())
                        .thenComparing(file -> match(file, matches).modified()))
                .limit(missing)
                .collect(Collectors.toList());
        for (OpenFile file : idle) {
            resting.put(file.identity(), RestingFile.of(file, match(file, matches)));
            open.remove(file.identity());
            file.close();
        }
    }

    private static FoundFile match(OpenFile file, Map<String, FoundFile> matches) {
        return Objects.requireNonNull(matches.get(file.identity()));
    }

    /** Deals with files that were closed and match no more: one that was renamed is read to its end. */
    private void finishRested(Map<String, FoundFile> matches) throws IOException, InterruptedException {
        List<String> missing = resting.keySet().stream()
                .filter(identity -> !matches.containsKey(identity))
                .collect(Collectors.toList());
        if (missing.isEmpty() || pattern.hidesAny()) {
            return;
        }
        Map<String, FoundFile> siblings = pattern.siblings(matches);
        makeRoom((int) missing.stream().filter(siblings::containsKey).count(), matches);
        for (String identity : missing) {
            RestingFile rest = Objects.requireNonNull(resting.get(identity));
            FoundFile renamed = siblings.get(identity);
            if (renamed == null && rest.unread() > 0) {
                Position forgotten = forgotten(rest.key());
                spool.append(
                        Gap.of(Gap.Reason.FILE_LOST)
                                .bytes(rest.unread())
                                .between(
                                        "byte " + rest.position() + " of " + pattern + ", file " + rest.key(),
                                        "its end")
                                .record(clock.instant(), forgotten),
                        forgotten);
            } else if (renamed == null) {
                spool.forget(rest.key());
            } else if (open.size() >= MOST_OPEN) {
                continue;
            } else {
                reopen(renamed);
                continue;
            }
            resting.remove(identity);
        }
    }

    /** Opens a file that was closed and renamed; one that cannot be read now is looked at again with the next poll. */
    private void reopen(FoundFile renamed) throws IOException, InterruptedException {
        Optional<OpenFile> opened;
        try {
            opened = open(renamed, new KnownPositions(spool.positions().values()));
        } catch (IOException e) {
            return;
        }
        if (opened.isPresent()) {
            readToTheEnd(opened.get(), true);
        }
    }

    /** A file that is not the one we looked at any more comes with the next poll. */
    private Optional<OpenFile> open(FoundFile found, KnownPositions known) throws IOException, InterruptedException {
        FileChannel channel = channel(found.path());
        try {
            if (FoundFile.at(found.path(), pattern.links())
                    .filter(now -> now.identity().equals(found.identity()))
                    .isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            OpenFile file = null;
            Optional<Position> position = known.of(found);
            if (position.isPresent() && Fingerprint.matches(channel, position.get())) {
                file = OpenFile.resume(
                        position.get().key(),
                        found.identity(),
                        found.path(),
                        channel,
                        position.get().bytes());
            } else if (position.isPresent() && position.get().key().equals(found.identity())) {
                lost(position.get(), "a later look at it");
            }
            return Optional.of(opened(file == null ? OpenFile.open(found.identity(), found.path(), channel) : file));
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private OpenFile opened(OpenFile file) {
        file.touched(nanoTime.getAsLong());
        resting.remove(file.identity());
        open.put(file.identity(), file);
        return file;
    }

    private FileChannel channel(Path path) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(pattern.links()));
        options.add(StandardOpenOption.READ);
        return FileChannel.open(path, options);
    }

    private boolean read(OpenFile file) throws IOException, InterruptedException {
        file.atItsEnd(false);
        boolean more = readSome(file);
        file.atItsEnd(!more);
        return more;
    }

    private boolean readSome(OpenFile file) throws IOException, InterruptedException {
        long size = file.channel().size();
        if (!file.grow(size, nanoTime.getAsLong())) {
            truncated(file);
            size = file.channel().size();
            file.grow(size, nanoTime.getAsLong());
        }
        if (size <= file.searched()) {
            return false;
        }
        long start = file.read().position();
        if (!lines.read(file, file.channel(), attributes(file), AT_A_TIME)) {
            truncated(file);
            return true;
        }
        return file.read().position() - start >= AT_A_TIME;
    }

    /** Reads a file that has another name or none; when it stays as it is for a while, its last line is one. */
    private void readToTheEnd(OpenFile file, boolean gone) throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            more = read(file);
        }
        if (nanoTime.getAsLong() - file.changed() < QUIET.toNanos()) {
            return;
        }
        lines.readLast(file, file.channel(), attributes(file));
        if (gone) {
            spool.forget(file.key());
            open.remove(file.identity());
            file.close();
        }
    }

    private Map<String, String> attributes(OpenFile file) {
        return pattern.isLiteral()
                ? Map.of()
                : Map.of("log.file.path", file.path().toString());
    }

    /** The file starts over; it may have been copied first. */
    private void truncated(OpenFile file) throws IOException, InterruptedException {
        Position position = file.position();
        Gap gap = Gap.of(Gap.Reason.COPY_TRUNCATE);
        if (!readCopy(file)) {
            gap.bytes(Math.max(0, file.seen() - position.bytes()));
        }
        gap.between("byte " + file.read().position() + " of " + file.path(), "byte 0 of " + file.path() + " again");
        file.truncated();
        spool.append(gap.record(clock.instant(), file.position()), file.position());
    }

    /** Reads the rest of a truncated file in the copy that was made of it, if there is one. */
    private boolean readCopy(OpenFile file) throws IOException, InterruptedException {
        Position position = file.position();
        if (position.bytes() == 0) {
            return false;
        }
        Map<String, FoundFile> siblings = pattern.siblings(pattern.matches());
        siblings.keySet().removeAll(open.keySet());
        for (FoundFile sibling : siblings.values()) {
            try (FileChannel copy = channel(sibling.path())) {
                if (Fingerprint.matches(copy, position)) {
                    lines.read(file, copy, attributes(file), Long.MAX_VALUE / 2);
                    lines.readLast(file, copy, attributes(file));
                    return true;
                }
            } catch (IOException e) {
                // Not ours to read, so that the next one is looked at.
            }
        }
        return false;
    }

    /** Is done again when it fails: what was said to be missing then has no position any more. */
    private void resumeAll(Map<String, FoundFile> matches) throws IOException, InterruptedException {
        try {
            resume(matches);
        } catch (IOException e) {
            close();
            open.clear();
            resting.clear();
            throw e;
        }
    }

    /** Finds the files of all positions; what matches is opened with the others when its turn comes. */
    private void resume(Map<String, FoundFile> matches) throws IOException, InterruptedException {
        KnownPositions known = new KnownPositions(spool.positions().values());
        if (known.isEmpty()) {
            return;
        }
        Map<String, FoundFile> all = new LinkedHashMap<>(matches);
        all.putAll(pattern.siblings(matches));
        for (FoundFile file : all.values()) {
            Optional<Position> position = known.of(file);
            if (position.isEmpty()) {
                continue;
            }
            try (FileChannel channel = channel(file.path())) {
                resume(file, position.get(), channel, matches.containsKey(file.identity()), known);
            } catch (IOException e) {
                known.remove(position.get().key()); // perhaps it can be read later
            }
        }
        if (!pattern.hidesAny()) {
            for (Position position : known.left()) {
                lost(position, "the start of the agent");
            }
        }
    }

    private void resume(FoundFile file, Position position, FileChannel channel, boolean matching, KnownPositions known)
            throws IOException {
        if (!Fingerprint.matches(channel, position)) {
            return; // not the file that was read: the position is left over
        }
        known.remove(position.key());
        OpenFile read = OpenFile.resume(position.key(), file.identity(), file.path(), channel, position.bytes());
        if (read.isInTheMiddleOfALine()) {
            // Before any other, so that the parts stand side by side.
            opened(OpenFile.resume(
                    position.key(), file.identity(), file.path(), channel(file.path()), position.bytes()));
        } else if (!matching) {
            resting.put(file.identity(), RestingFile.at(position.key(), position.bytes()));
        }
    }

    /** What a position belonged to is not there: truncated, or deleted and its inode used again. */
    private void lost(Position position, String until) throws IOException, InterruptedException {
        Gap.Reason reason = Gap.Reason.FILE_LOST;
        long end = position.bytes();
        Map<String, FoundFile> siblings = pattern.siblings(pattern.matches());
        for (FoundFile sibling : siblings.values()) {
            FileChannel copy;
            try {
                copy = channel(sibling.path());
            } catch (IOException e) {
                continue; // not ours to read
            }
            if (Fingerprint.matches(copy, position)) {
                try (OpenFile file =
                        OpenFile.resume(position.key(), sibling.identity(), sibling.path(), copy, position.bytes())) {
                    lines.read(file, copy, attributes(file), Long.MAX_VALUE / 2);
                    lines.readLast(file, copy, attributes(file));
                    reason = Gap.Reason.COPY_TRUNCATE;
                    end = file.read().position();
                    break;
                }
            }
            copy.close();
        }
        Position forgotten = forgotten(position.key());
        spool.append(
                Gap.of(reason)
                        .between("byte " + end + " of " + pattern + ", file " + position.key(), until)
                        .record(clock.instant(), forgotten),
                forgotten);
    }

    private static Position forgotten(String key) {
        return new Position(key, "-0-0-0", Position.FORGOTTEN);
    }

    @Override
    public void close() throws IOException {
        for (OpenFile file : open.values()) {
            file.close();
        }
    }
}
