package io.farspan.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

import io.farspan.agent.record.Position;

/**
 * What a spool must know beside its segments, because those that said it may be deleted: how far each file was read, up to
 * where everything was given away or is said to be missing, and whether it was closed.
 *
 * <p>Two files are written in turns, in place, with a checksum: one of them is always whole, and a full disk does not
 * hinder it where the file system writes in place.
 */
final class SpoolState {

    private static final int SLOT = 64 << 10;
    private static final int HEADER = 16;

    private final Path[] files;
    private long sequence;

    SpoolState(Path folder) {
        files = new Path[] {folder.resolve("state.0"), folder.resolve("state.1")};
    }

    /** The newest state that is whole. */
    Optional<Content> read() throws IOException {
        Optional<Content> newest = Optional.empty();
        for (Path file : files) {
            byte[] bytes = content(file);
            ByteBuffer slot = ByteBuffer.wrap(bytes);
            if (bytes.length < HEADER || slot.getInt(0) <= 0 || slot.getInt(0) > bytes.length - HEADER) {
                continue;
            }
            long number = slot.getLong(8);
            byte[] text = new byte[slot.getInt(0)];
            slot.position(HEADER);
            slot.get(text);
            if (checksum(number, text) == slot.getInt(4) && number > sequence) {
                sequence = number;
                newest = Optional.of(Content.parse(new String(text, StandardCharsets.UTF_8)));
            }
        }
        return newest;
    }

    private static byte[] content(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (FileChannel channel = SpoolFolder.open(file, StandardOpenOption.READ)) {
            return Channels.newInputStream(channel).readAllBytes();
        }
    }

    /** Is on the disk when this returns; room for the next one is made if there is any. */
    void write(Content content) throws IOException {
        byte[] text = content.text().getBytes(StandardCharsets.UTF_8);
        long number = sequence + 1;
        ByteBuffer slot = ByteBuffer.allocate(HEADER + text.length);
        slot.putInt(text.length).putInt(checksum(number, text)).putLong(number).put(text);
        put(file(number), slot.array());
        sequence = number;
        makeRoom(file(number + 1));
    }

    /** A disk that is full later must not hinder the next one. */
    private static void makeRoom(Path file) {
        try {
            if (room(file) < SLOT) {
                put(file, new byte[0]);
            }
        } catch (IOException e) {
            // The state is written; the next one tries it again.
        }
    }

    private Path file(long number) {
        return files[(int) (number % 2)];
    }

    private static long room(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static void put(Path file, byte[] content) throws IOException {
        int size = Math.max(room(file) < SLOT ? SLOT : 0, content.length);
        ByteBuffer slot = ByteBuffer.wrap(Arrays.copyOf(content, size));
        try (FileChannel channel = SpoolFolder.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (slot.hasRemaining()) {
                channel.write(slot);
            }
            channel.force(true);
        }
    }

    private static int checksum(long number, byte[] text) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        checksum.update(text);
        return (int) checksum.getValue();
    }

    /** One state. */
    static final class Content {
        final String incarnation;
        final long asOf;
        final long accounted;
        final boolean closed;
        final String boot;
        final Map<String, Position> positions;

        /**
         * @param asOf the positions are those before this record
         * @param accounted every record below it was given away, or is said to be missing
         * @param closed whether the spool was closed and nothing is being written
         * @param boot the run of the host in which this was written
         */
        Content(
                String incarnation,
                long asOf,
                long accounted,
                boolean closed,
                String boot,
                Map<String, Position> positions) {
            this.incarnation = incarnation;
            this.asOf = asOf;
            this.accounted = accounted;
            this.closed = closed;
            this.boot = boot;
            this.positions = Map.copyOf(positions);
        }

        private String text() {
            StringBuilder text = new StringBuilder()
                    .append(incarnation)
                    .append(' ')
                    .append(asOf)
                    .append(' ')
                    .append(accounted)
                    .append(' ')
                    .append(closed)
                    .append(' ')
                    .append(boot);
            positions.values().forEach(position -> text.append(' ').append(position.text()));
            return text.toString();
        }

        private static Content parse(String text) {
            String[] words = text.split(" ", -1);
            Map<String, Position> positions = new HashMap<>();
            for (int i = 5; i < words.length; i++) {
                Position.parse(words[i]).ifPresent(position -> positions.put(position.key(), position));
            }
            return new Content(
                    words[0],
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Boolean.parseBoolean(words[3]),
                    words[4],
                    positions);
        }
    }
}
