package io.farspan.agent.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.farspan.agent.spool.Keeper;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolFolder;
import io.farspan.agent.spool.SpoolSize;

/**
 * The spools of this instance's streams, below one folder that no other process uses at the same time. A stream whose
 * source comes late is opened when it comes; one that an earlier run left there can be opened at once, so that home reads
 * its end.
 */
public final class Spools implements Closeable {

    private static final int LONGEST_NAME = 200;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final FileChannel lock;
    private final SpoolSize size;
    private final Keeper keeper;
    private final String boot;
    private final Map<String, Held> streams = new ConcurrentSkipListMap<>();
    private final Map<String, Instant> unopened = new HashMap<>();

    private Spools(Path folder, FileChannel lock, SpoolSize size, Keeper keeper) {
        this.folder = folder;
        this.lock = lock;
        this.size = size;
        this.keeper = keeper;
        this.boot = boot();
    }

    /**
     * Takes a folder for this process.
     *
     * @throws IOException when another process has it, or other users could read or write it
     */
    public static Spools in(Path folder, SpoolSize size, Keeper keeper) throws IOException {
        SpoolFolder.prepare(folder);
        return new Spools(folder, lock(folder), size, keeper);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                SpoolFolder.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        }
        channel.close();
        throw new IOException("the spool " + folder + " is another process's: name a folder for this one");
    }

    /**
     * The spool of a stream whose source is there, opened with the first call. When that fails, as on a full disk, it can be
     * called again, and the spool says since when there was none.
     */
    public synchronized Spool open(String stream, Kind kind) throws IOException {
        try {
            Spool spool = opened(stream, kind);
            Instant since = unopened.remove(stream);
            if (since != null) {
                spool.unopenedSince(since);
            }
            return spool;
        } catch (Throwable e) {
            unopened.putIfAbsent(stream, Instant.now());
            throw e;
        }
    }

    private Spool opened(String stream, Kind kind) throws IOException {
        Held held = streams.get(stream);
        if (held == null) {
            held = new Held(kind, Spool.open(folder(stream), size, Clock.systemUTC(), boot));
            streams.put(stream, held);
            keeper.add(held.spool);
        }
        return held.spool;
    }

    /** Opens the spool of a stream if an earlier run left one; without its source a failure loses nothing. */
    public synchronized void reopen(String stream, Kind kind) throws IOException {
        if (Files.exists(folder(stream))) {
            opened(stream, kind);
        }
    }

    private Path folder(String stream) throws IOException {
        String name = URLEncoder.encode(stream, StandardCharsets.UTF_8);
        if (name.length() > LONGEST_NAME) {
            throw new IOException(
                    "the name of the stream " + stream + " is too long for a folder: shorten the pattern");
        }
        return folder.resolve(name);
    }

    /** The streams that are open now, by name. */
    Map<String, Held> streams() {
        return streams;
    }

    /** Forces everything; what is logged while the JVM ends still goes into the mapped files. */
    @Override
    public void close() throws IOException {
        for (Held held : streams.values()) {
            held.spool.close();
        }
        lock.force(false);
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).trim();
        } catch (IOException e) {
            return "";
        }
    }

    /** A spool and what its records are. */
    static final class Held {
        final Kind kind;
        final Spool spool;

        Held(Kind kind, Spool spool) {
            this.kind = kind;
            this.spool = spool;
        }
    }
}
