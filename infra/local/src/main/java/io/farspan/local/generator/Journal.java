package io.farspan.local.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What a generator has written: each number before it is written, with its place in the file, and again when it has been.
 * An entry is in the file when the call returns, so that {@code kill -9} loses none.
 */
public final class Journal implements AutoCloseable {

    private static final String BEGUN = "S";
    private static final String WRITTEN = "E";
    private static final String EXPOSED = "X";
    private static final String RENEWED = "R";
    private static final String DELETED = "D";

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /**
     * A number's account.
     *
     * @param begun how often it may have been written
     * @param written how often it surely was
     * @param position where it begins in its file
     * @param exposed whether it may be lost, if the stream says so: it was written between a copy and the truncation, or
     *     its file was deleted
     */
    public record Entry(int begun, int written, long position, boolean exposed) {

        private Entry expose() {
            return new Entry(begun, written, position, true);
        }
    }

    /** Opens one, or begins it. */
    public static Journal open(Path path) throws IOException {
        return new Journal(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    void begin(long number, long position) throws IOException {
        add(BEGUN + " " + number + " " + position);
    }

    void written(long number, boolean exposed) throws IOException {
        add((exposed ? EXPOSED : WRITTEN) + " " + number);
    }

    /** The file begins again; nothing that is in it needs to be lost. */
    public void renewed() throws IOException {
        add(RENEWED);
    }

    /** The file was deleted: what had not been read of it is lost. */
    public void deleted() throws IOException {
        add(DELETED);
    }

    private void add(String entry) throws IOException {
        file.write(ByteBuffer.wrap((entry + "\n").getBytes(US_ASCII)));
    }

    /** All entries by number. */
    public static NavigableMap<Long, Entry> read(Path path) throws IOException {
        TreeMap<Long, Entry> entries = new TreeMap<>();
        if (!Files.exists(path)) {
            return entries;
        }
        long since = 0;
        for (String line : Files.readAllLines(path, US_ASCII)) {
            String[] words = line.split(" ");
            long number = words.length > 1 ? Long.parseLong(words[1]) : 0;
            switch (words[0]) {
                case BEGUN ->
                    entries.merge(
                            number,
                            new Entry(1, 0, Long.parseLong(words[2]), false),
                            (one, next) -> new Entry(one.begun + 1, one.written, one.position, one.exposed));
                case WRITTEN ->
                    entries.computeIfPresent(
                            number, (key, one) -> new Entry(one.begun, one.written + 1, one.position, one.exposed));
                case EXPOSED ->
                    entries.computeIfPresent(
                            number, (key, one) -> new Entry(one.begun, one.written + 1, one.position, true));
                case DELETED -> {
                    entries.tailMap(since).replaceAll((key, one) -> one.expose());
                    since = entries.isEmpty() ? 0 : entries.lastKey() + 1;
                }
                case RENEWED -> since = entries.isEmpty() ? 0 : entries.lastKey() + 1;
                default -> throw new IOException("There is no entry '" + line + "' in a journal; it is in " + path);
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
