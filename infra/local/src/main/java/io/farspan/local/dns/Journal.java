package io.farspan.local.dns;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * The zone's accepted updates, in order, each on disk before it is acknowledged: length, CRC-32 and the message. A
 * record that a crash cut short was never acknowledged; it ends the replay and is cut off.
 */
final class Journal implements AutoCloseable {

    private static final int HEADER = Integer.BYTES + Long.BYTES;
    private static final int LONGEST = 65_535;

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /** Opens the file and replays it into the zone. */
    static Journal open(Path path, Zone zone) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        long whole = 0;
        if (Files.exists(path)) {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
                while (true) {
                    int length = in.readInt();
                    long crc = in.readLong();
                    if (length < 0 || length > LONGEST) {
                        break;
                    }
                    byte[] message = new byte[length];
                    in.readFully(message);
                    if (crc != crc(message)) {
                        break;
                    }
                    replay(path, whole, message, zone);
                    whole += HEADER + length;
                }
            } catch (EOFException e) {
                // The end, or a record that was being written when the machine stopped.
            }
        }
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.truncate(whole);
        file.position(whole);
        return new Journal(file);
    }

    private static void replay(Path path, long position, byte[] message, Zone zone) throws IOException {
        try {
            zone.become(zone.after(new Message(message).getSection(Section.UPDATE)));
        } catch (IOException | RuntimeException e) {
            // It was acknowledged: continuing without it would lose it and whatever was built on it.
            throw new IOException(
                    "The journal " + path + " has an update at byte " + position
                            + " that this release cannot read; run the release that wrote it, or cut the file there",
                    e);
        }
    }

    /**
     * Writes one update as it was received; it is on disk when this returns. When this fails, no part of it is kept.
     */
    void append(byte[] message) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + message.length)
                .putInt(message.length)
                .putLong(crc(message))
                .put(message)
                .flip();
        long before = file.position();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(false);
        } catch (IOException e) {
            // Half a record would end the replay before whatever is written after it.
            file.truncate(before);
            throw e;
        }
    }

    private static long crc(byte[] message) {
        CRC32 crc = new CRC32();
        crc.update(message);
        return crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
