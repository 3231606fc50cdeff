package io.farspan.agent.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

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
 * <p>A line ends with LF; a CR before it belongs to the end. The last line of a file without one is a record when the file is
 * renamed or deleted and did not change for a while. A pattern must not match the copies that copytruncate makes, which
 * cannot be told from other files that begin alike; renamed files it may match.
 */
public final class FileStream implements Closeable {

    private static final long AT_A_TIME = 4 << 20;
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final PathPattern pattern;
    private final Spool spool;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final LineReader lines;
    private final List<OpenFile> open = new ArrayList<>();
    private boolean resumed;

    /**
     * @param pattern a path, with the wildcards of a glob
     * @param nanoTime by which it is seen that a file is quiet
     */
    public FileStream(String pattern, Spool spool, Clock clock, LongSupplier nanoTime) {
        this.pattern = new PathPattern(pattern);
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
        Map<String, Path> matches = pattern.matches();
        if (!resumed) {
            resumeAll(matches);
            resumed = true;
        }
        boolean more = false;
        IOException failure = null;
        for (OpenFile file : List.copyOf(open)) {
            if (isRotatedAway(file, matches)) {
                readToTheEnd(file, !matches.containsKey(file.identity()));
            }
        }
        for (OpenFile file : List.copyOf(open)) {
            if (!isRotatedAway(file, matches)) {
                more |= read(file);
            }
        }
        for (Map.Entry<String, Path> match : matches.entrySet()) {
            if (open.stream().noneMatch(file -> file.identity().equals(match.getKey()))) {
                try {
                    Optional<OpenFile> found = open(match.getKey(), match.getValue());
                    if (found.isPresent()) {
                        more |= read(found.get());
                    }
                } catch (IOException e) {
                    failure = e; // one that cannot be read keeps nobody from the others
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return more;
    }

    private static boolean isRotatedAway(OpenFile file, Map<String, Path> matches) {
        return !file.path().equals(matches.get(file.identity()));
    }

    /** A file that is not the one we looked at any more comes with the next poll. */
    private Optional<OpenFile> open(String identity, Path path) throws IOException {
        OpenFile file = OpenFile.open(identity, path);
        if (FileIdentity.of(path).filter(identity::equals).isEmpty()) {
            file.close();
            return Optional.empty();
        }
        file.touched(nanoTime.getAsLong());
        open.add(file);
        return Optional.of(file);
    }

    private boolean read(OpenFile file) throws IOException, InterruptedException {
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
            open.remove(file);
            file.close();
        }
    }

    private Map<String, String> attributes(OpenFile file) {
        return pattern.isLiteral()
                ? Map.of()
                : Map.of("log.file.path", file.path().toString());
    }

    /** The file begins anew, having been copied first or not. */
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
        Map<String, Path> siblings = pattern.siblings(pattern.matches());
        open.forEach(other -> siblings.remove(other.identity()));
        for (Path path : siblings.values()) {
            try (FileChannel copy = OpenFile.channel(path)) {
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
    private void resumeAll(Map<String, Path> matches) throws IOException, InterruptedException {
        try {
            resume(matches);
        } catch (IOException e) {
            close();
            open.clear();
            throw e;
        }
    }

    private void resume(Map<String, Path> matches) throws IOException, InterruptedException {
        Map<String, Path> all = new LinkedHashMap<>(matches);
        Map<String, Position> known = new HashMap<>(spool.positions());
        if (!known.isEmpty()) {
            all.putAll(pattern.siblings(matches));
        }
        for (Position position : known.values()) {
            Optional<Map.Entry<String, Path>> found = find(position, all);
            if (found.isPresent()) {
                String identity = found.get().getKey();
                resume(position, identity, found.get().getValue(), matches.containsKey(identity));
            } else {
                lost(position);
            }
        }
        open.sort(Comparator.comparing(file -> !file.isInTheMiddleOfALine()));
    }

    private static Optional<Map.Entry<String, Path>> find(Position position, Map<String, Path> all) throws IOException {
        Path same = all.get(position.key());
        if (same != null) {
            return Optional.of(Map.entry(position.key(), same));
        }
        for (Map.Entry<String, Path> file : all.entrySet()) {
            if (FileIdentity.sameInode(file.getKey(), position.key())) {
                try (FileChannel channel = OpenFile.channel(file.getValue())) {
                    if (Fingerprint.matches(channel, position)) {
                        return Optional.of(file);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private void resume(Position position, String identity, Path path, boolean matching)
            throws IOException, InterruptedException {
        FileChannel channel = OpenFile.channel(path);
        if (Fingerprint.matches(channel, position)) {
            OpenFile file = OpenFile.resume(position.key(), identity, path, channel, position.bytes());
            file.touched(nanoTime.getAsLong());
            open.add(file);
            return;
        }
        channel.close();
        lost(position);
        if (matching) {
            open(identity, path);
        }
    }

    /** What a position belonged to is not there: truncated, or deleted and its inode used again. */
    private void lost(Position position) throws IOException, InterruptedException {
        Gap.Reason reason = Gap.Reason.FILE_LOST;
        long end = position.bytes();
        Map<String, Path> siblings = pattern.siblings(pattern.matches());
        for (Map.Entry<String, Path> sibling : siblings.entrySet()) {
            FileChannel copy;
            try {
                copy = OpenFile.channel(sibling.getValue());
            } catch (IOException e) {
                continue; // not ours to read
            }
            if (Fingerprint.matches(copy, position)) {
                try (OpenFile file =
                        OpenFile.resume(position.key(), sibling.getKey(), sibling.getValue(), copy, position.bytes())) {
                    lines.read(file, copy, attributes(file), Long.MAX_VALUE / 2);
                    lines.readLast(file, copy, attributes(file));
                    reason = Gap.Reason.COPY_TRUNCATE;
                    end = file.read().position();
                    break;
                }
            }
            copy.close();
        }
        Position forgotten = new Position(position.key(), "-0-0-0", Position.FORGOTTEN);
        spool.append(
                Gap.of(reason)
                        .between(
                                "byte " + end + " of " + pattern + ", file " + position.key(), "the start of the agent")
                        .record(clock.instant(), forgotten),
                forgotten);
    }

    @Override
    public void close() throws IOException {
        for (OpenFile file : open) {
            file.close();
        }
    }
}
