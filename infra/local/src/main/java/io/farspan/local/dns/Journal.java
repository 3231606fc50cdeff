package io.farspan.local.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /** Opens the file and replays it into the zone. */
    static Journal open(Path path, Zone zone) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        long whole = 0;
        if (Files.exists(path)) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
                while (true) {
                    byte[] message = new byte[in.readInt()];
                    long crc = in.readLong();
                    in.readFully(message);
                    if (crc != crc(message)) {
                        break;
                    }
                    zone.apply(new Message(message).getSection(Section.UPDATE));
                    whole += 12 + message.length;
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

    /** Writes one update; it is on disk when this returns. */
    void append(Message update) throws IOException {
        byte[] message = update.toWire();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 12);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(message.length);
        out.writeLong(crc(message));
        out.write(message);
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        file.force(false);
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
