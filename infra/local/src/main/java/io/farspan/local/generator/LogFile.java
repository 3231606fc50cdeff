package io.farspan.local.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log file to which numbered lines are appended, and which is taken away in every way that rotation has. */
final class LogFile {

    private static final StandardOpenOption[] APPEND = {StandardOpenOption.CREATE, StandardOpenOption.APPEND};

    private final Path path;
    private final Journal journal;
    private final NumberedLines lines;
    private FileChannel file;
    private int rotations;

    /** Opens it. A line that a killed process left without its end is ended. */
    LogFile(Path path, Journal journal, NumberedLines lines) throws IOException {
        this.path = path;
        this.journal = journal;
        this.lines = lines;
        this.file = FileChannel.open(path, APPEND);
        if (file.size() > 0) {
            put(new byte[] {'\n'});
        }
    }

    /** Writes a number as often as it is to stand there. */
    void write(long number, boolean exposed) throws IOException {
        for (int time = 0; time < NumberedLines.times(number); time++) {
            write(number, lines.withEnd(number), exposed);
        }
    }

    private void write(long number, byte[] line, boolean exposed) throws IOException {
        journal.begin(number, file.size());
        put(line);
        journal.written(number, exposed);
    }

    private void put(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }

    /** Renames it after a last line without an end, and begins another. */
    void rename(long last) throws IOException {
        write(last, lines.of(last), false);
        Files.move(path, next());
        journal.renewed();
        reopen();
    }

    /** Deletes it and begins another. */
    void delete() throws IOException {
        journal.deleted();
        Files.delete(path);
        reopen();
    }

    /** Copies it and empties it, with lines between the two that no copy has. */
    void copyAndTruncate(long from, long to) throws IOException {
        Files.copy(path, next(), StandardCopyOption.COPY_ATTRIBUTES);
        for (long number = from; number < to; number++) {
            write(number, true);
        }
        file.truncate(0);
        journal.renewed();
    }

    private void reopen() throws IOException {
        file.close();
        file = FileChannel.open(path, APPEND);
    }

    private Path next() {
        Path next = path.resolveSibling(path.getFileName() + "." + ++rotations);
        return Files.exists(next) ? next() : next;
    }
}
