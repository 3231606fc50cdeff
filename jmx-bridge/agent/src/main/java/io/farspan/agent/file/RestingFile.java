package io.farspan.agent.file;

import java.nio.file.attribute.FileTime;

/** A file that is closed, because others changed more recently, and how it was then. */
final class RestingFile {

    private static final long UNKNOWN = -1;

    private final String key;
    private final long position;
    private final long size;
    private final FileTime modified;

    private RestingFile(String key, long position, long size, FileTime modified) {
        this.key = key;
        this.position = position;
        this.size = size;
        this.modified = modified;
    }

    /** A file whose lines were read; {@code found} is from before that. */
    static RestingFile of(OpenFile file, FoundFile found) {
        return new RestingFile(file.key(), file.read().position(), file.seen(), found.modified());
    }

    /** A file that was read to a position, and nothing else is known of it. */
    static RestingFile at(String key, long position) {
        return new RestingFile(key, position, UNKNOWN, FileTime.fromMillis(0));
    }

    String key() {
        return key;
    }

    long position() {
        return position;
    }

    /** Whether a file has not changed since. */
    boolean isStill(FoundFile found) {
        return found.size() == size && found.modified().equals(modified);
    }

    /** The bytes that were seen and are in no record: of a line that had no end yet. */
    long unread() {
        return Math.max(0, size - position);
    }
}
