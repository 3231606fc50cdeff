package io.farspan.home.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The last entry that this router has seen of each chain, kept in a file outside the database with one line per
 * application: the entry's number and hash. Without a file it is kept in memory. It may lag behind the chain, but is
 * never ahead. The file is read each time, so that a line that an operator removes is forgotten at once. Thread-safe.
 */
final class SeenHeads {

    private final Optional<Path> file;
    private final Map<String, Head> memory = new TreeMap<>();

    SeenHeads(Optional<Path> file) {
        this.file = file;
    }

    /** The place where it is kept, for messages. */
    String place() {
        return file.map(Path::toString).orElse("this router's memory");
    }

    /** The heads by application. */
    synchronized Map<String, Head> all() throws IOException {
        if (file.isEmpty()) {
            return new TreeMap<>(memory);
        }
        Map<String, Head> heads = new TreeMap<>();
        if (Files.exists(file.get())) {
            for (String line : Files.readAllLines(file.get(), UTF_8)) {
                String[] words = line.split(" ", -1);
                if (words.length != 3 || !words[1].matches("[0-9]{1,18}") || !words[2].matches("[0-9a-f]{64}")) {
                    throw new IOException(
                            file.get()
                                    + " has a line that does not consist of an application, a number and a hash; restore the file");
                }
                heads.put(words[0], new Head(Long.parseLong(words[1]), words[2]));
            }
        }
        return heads;
    }

    /** The last entry seen of an application's chain. */
    Optional<Head> of(String application) throws IOException {
        return Optional.ofNullable(all().get(application));
    }

    /** Saves the place of an entry that is in the database. */
    synchronized void put(String application, Head head) throws IOException {
        memory.put(application, head);
        if (file.isPresent()) {
            Map<String, Head> heads = all();
            heads.put(application, head);
            write(file.get(), heads);
        }
    }

    /** Writes the file atomically, so that a crash leaves the old or the new one. */
    private static void write(Path file, Map<String, Head> heads) throws IOException {
        StringBuilder text = new StringBuilder();
        heads.forEach(
                (application, head) -> text.append("%s %d %s%n".formatted(application, head.sequence(), head.hash())));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
