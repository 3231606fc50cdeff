package io.farspan.protocol.stream;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import io.farspan.protocol.call.Names;

/**
 * What is missing at a place of a stream, as far as it is known.
 *
 * @param reason why, as a word like {@link #SPOOL_FULL}; a newer agent may know others
 * @param records how many records
 * @param bytes how many bytes of the source
 * @param from where it begins, in words of the source, such as an offset or a position in a file
 * @param to where it ends
 */
public record Gap(String reason, OptionalLong records, OptionalLong bytes, Optional<String> from, Optional<String> to) {

    /** The spool was full, and the oldest records were dropped. */
    public static final String SPOOL_FULL = "SPOOL_FULL";
    /** Lines were written between a copy of the file and its truncation. */
    public static final String COPY_TRUNCATE = "COPY_TRUNCATE";
    /** The file was gone before it was read to its end. */
    public static final String FILE_LOST = "FILE_LOST";
    /** The host or its spool was lost, and with it what was not yet collected. */
    public static final String HOST_LOST = "HOST_LOST";
    /** The disk of the spool was full. */
    public static final String DISK_FULL = "DISK_FULL";
    /** Events came faster than they could be written. */
    public static final String QUEUE_FULL = "QUEUE_FULL";
    /** The first events of a logging library came before the agent's appender. */
    public static final String APPENDER_LATE = "APPENDER_LATE";
    /** Records came in a block that home could not read, however often it asked. */
    public static final String UNREADABLE = "UNREADABLE";

    /** Records were in a topic of Kafka, and were gone when home read on there. */
    public static final String TOPIC_LOST = "TOPIC_LOST";

    private static final Pattern REASON = Pattern.compile("[A-Z][A-Z_]{0,39}");

    public Gap {
        requireReason(reason);
    }

    static void requireReason(String reason) {
        if (!REASON.matcher(Objects.requireNonNull(reason, "a gap's reason is required"))
                .matches()) {
            throw new IllegalArgumentException(
                    "A gap's reason must be 1 to 40 capital letters or '_', not '" + Names.shorten(reason) + "'");
        }
    }
}
