package io.farspan.home.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A file of entries that are not in the database yet, one per line. Not thread-safe; used under its owner's lock. */
final class Spool {

    private static final Logger LOG = Logger.getLogger(Spool.class);

    private final Optional<Path> file;

    Spool(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Reads the entries left by an earlier process. A last line cut off by a crash was never accepted and is skipped.
     */
    List<LedgerEntry> read() throws IOException {
        List<LedgerEntry> entries = new ArrayList<>();
        if (file.isPresent() && Files.exists(file.get())) {
            for (String line : Files.readAllLines(file.get(), UTF_8)) {
                try {
                    entries.add(Json.wire().readValue(line, LedgerEntry.class));
                } catch (IOException e) {
                    LOG.warnf("a line of %s is not an entry and is skipped: %s", file.get(), e.getMessage());
                }
            }
            closeLastLine(file.get());
        }
        return entries;
    }

    /** Ends a last line that was cut off, because the next entry would otherwise become part of it and be lost. */
    private static void closeLastLine(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            if (channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n') {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}), channel.size());
                channel.force(true);
            }
        }
    }

    /** Writes entries to the disk, all or none. */
    void add(List<LedgerEntry> entries) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                write(channel, entries);
            } catch (IOException e) {
                channel.truncate(before); // the disk may be full; half a line would corrupt the next one
                throw e;
            }
        }
    }

    private static void write(FileChannel channel, List<LedgerEntry> entries) throws IOException {
        for (LedgerEntry entry : entries) {
            ByteBuffer line = ByteBuffer.wrap((new String(Json.write(entry), UTF_8) + "\n").getBytes(UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        }
        channel.force(true);
    }

    /** Removes all entries, once they are in the database. */
    void clear() throws IOException {
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
