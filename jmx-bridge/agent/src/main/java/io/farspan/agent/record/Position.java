package io.farspan.agent.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a file was read when a record was made: {@code p} of the record, always its last field, so that a spool that is
 * opened again can find it without a parser. In the text of a message each quotation mark has a backslash before it; no
 * message looks like one.
 */
public final class Position {

    /** Stands for a file that is finished: its position is to be forgotten. */
    public static final long FORGOTTEN = -1;

    private static final int LONGEST = 160;
    private static final Pattern LAST =
            Pattern.compile(",\"p\":\\{\"f\":\"([0-9a-f]+-[0-9a-f]+)(-[0-9a-f-]+)\",\"b\":(-?\\d+)\\}\\}$");

    private final String key;
    private final String fingerprint;
    private final long bytes;

    /**
     * @param key device and inode in hexadecimal, {@code fd00-1a2b}
     * @param fingerprint of what was read, beginning with a hyphen
     * @param bytes the position after the record
     */
    public Position(String key, String fingerprint, long bytes) {
        this.key = key;
        this.fingerprint = fingerprint;
        this.bytes = bytes;
    }

    /** Device and inode: unique among the files that exist or are open. */
    public String key() {
        return key;
    }

    public String fingerprint() {
        return fingerprint;
    }

    public long bytes() {
        return bytes;
    }

    public boolean isForgotten() {
        return bytes == FORGOTTEN;
    }

    /** Reads it from the end of a record, where it is if the record came from a file. */
    public static Optional<Position> of(byte[] record) {
        int from = Math.max(0, record.length - LONGEST);
        Matcher last = LAST.matcher(new String(record, from, record.length - from, StandardCharsets.ISO_8859_1));
        return last.find()
                ? Optional.of(new Position(last.group(1), last.group(2), Long.parseLong(last.group(3))))
                : Optional.empty();
    }

    /** As one word, for the spool's state. */
    public String text() {
        return key + fingerprint + "@" + bytes;
    }

    /** Reads what {@link #text()} wrote. */
    public static Optional<Position> parse(String text) {
        Matcher word =
                Pattern.compile("([0-9a-f]+-[0-9a-f]+)(-[0-9a-f-]+)@(-?\\d+)").matcher(text);
        return word.matches()
                ? Optional.of(new Position(word.group(1), word.group(2), Long.parseLong(word.group(3))))
                : Optional.empty();
    }

    void append(StringBuilder json) {
        json.append(",\"p\":{\"f\":\"")
                .append(key)
                .append(fingerprint)
                .append("\",\"b\":")
                .append(bytes)
                .append('}');
    }
}
