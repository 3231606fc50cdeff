package io.farspan.agent.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.farspan.agent.record.Position;

/** A file that is being read. As long as it is open its inode is not used again. */
final class OpenFile implements Closeable {

    private final String key;
    private final String identity;
    private final Path path;
    private final FileChannel channel;
    private Fingerprint read;
    private long seen;
    private long searched;
    private long changed;
    private boolean atItsEnd;

    private OpenFile(String key, String identity, Path path, FileChannel channel, Fingerprint read) throws IOException {
        this.key = key;
        this.identity = identity;
        this.path = path;
        this.channel = channel;
        this.read = read;
        this.seen = read.position();
    }

    /** A file that nothing was read of. */
    static OpenFile open(String identity, Path path, FileChannel channel) throws IOException {
        return new OpenFile(identity, identity, path, channel, new Fingerprint());
    }

    /**
     * A file that was read to a position, as its fingerprint shows.
     *
     * @param key under which the spool knows it
     */
    static OpenFile resume(String key, String identity, Path path, FileChannel channel, long position)
            throws IOException {
        return new OpenFile(key, identity, path, channel, Fingerprint.upTo(channel, position));
    }

    /** The name under which the spool knows it, which it keeps when the device gets another number. */
    String key() {
        return key;
    }

    String identity() {
        return identity;
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    Fingerprint read() {
        return read;
    }

    Position position() {
        return read.at(key);
    }

    /** Notes its size; returns false when it is smaller than it was, which a log never becomes by itself. */
    boolean grow(long size, long now) {
        if (size != seen) {
            changed = now;
        }
        boolean grown = size >= seen;
        seen = Math.max(size, seen);
        return grown;
    }

    /** The largest size seen. */
    long seen() {
        return seen;
    }

    /** When it last had another size than before. */
    long changed() {
        return changed;
    }

    void touched(long now) {
        changed = now;
    }

    /** Up to where no end of a line was found. */
    long searched() {
        return Math.max(searched, read.position());
    }

    void searchedTo(long position) {
        searched = position;
    }

    /** It starts over, from byte 0. */
    void truncated() {
        read = new Fingerprint();
        seen = 0;
        searched = 0;
    }

    /** Whether no whole line was left when it was read last. */
    boolean isAtItsEnd() {
        return atItsEnd;
    }

    /** Notes whether it was read until no whole line was left. */
    void atItsEnd(boolean end) {
        atItsEnd = end;
    }

    /** Whether every byte that was seen is in a record. */
    boolean isReadWholly() {
        return seen <= read.position();
    }

    /** Whether the last record of it goes on in the next one. */
    boolean isInTheMiddleOfALine() {
        byte[] tail = read.tail();
        return tail.length > 0 && tail[tail.length - 1] != '\n';
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
