package io.farspan.agent.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A record that says what is missing from a stream, why, and between which bounds. */
public final class Gap {

    /** Why records are missing. */
    public enum Reason {
        SPOOL_FULL,
        COPY_TRUNCATE,
        FILE_LOST,
        HOST_LOST,
        DISK_FULL,
        QUEUE_FULL,
        APPENDER_LATE
    }

    private static final Pattern OFFSETS = Pattern.compile(
            "^\\{\"t\":\\d+(?:,\"d\":-?\\d+)?,\"g\":\\{\"reason\":\"[A-Z_]+\",\"records\":\\d+,\"from\":\"offset (\\d+)\",\"to\":\"offset"
                    + " (\\d+)\"\\}\\}$");

    private final Reason reason;
    private final StringBuilder bounds = new StringBuilder();

    private Gap(Reason reason) {
        this.reason = reason;
    }

    public static Gap of(Reason reason) {
        return new Gap(reason);
    }

    /** The offsets of the stream itself that are missing. */
    public static Gap ofOffsets(Reason reason, long from, long to) {
        return of(reason).records(to - from).between("offset " + from, "offset " + to);
    }

    public Gap records(long lost) {
        bounds.append(",\"records\":").append(lost);
        return this;
    }

    public Gap bytes(long lost) {
        bounds.append(",\"bytes\":").append(lost);
        return this;
    }

    /** The bounds in words of the source. */
    public Gap between(String from, String to) {
        bounds.append(",\"from\":");
        JsonText.append(bounds, from);
        bounds.append(",\"to\":");
        JsonText.append(bounds, to);
        return this;
    }

    public byte[] record(Instant noticed) {
        return record(noticed, null);
    }

    /** The record, with the position from which its file is read on. */
    public byte[] record(Instant noticed, @Nullable Position position) {
        StringBuilder json = new StringBuilder(Event.timeOf(noticed))
                .append(",\"g\":{\"reason\":\"")
                .append(reason)
                .append('"')
                .append(bounds)
                .append('}');
        if (position != null) {
            position.append(json);
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The end of the offsets that a gap record says are missing. */
    public static Optional<Long> lostUpTo(byte[] record) {
        if (record.length > 300) {
            return Optional.empty();
        }
        Matcher gap = OFFSETS.matcher(new String(record, StandardCharsets.UTF_8));
        return gap.matches() ? Optional.of(Long.parseLong(gap.group(2))) : Optional.empty();
    }
}
