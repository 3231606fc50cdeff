package io.farspan.telemetry.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record's place in the order of all records: by time, then by stream and offset.
 *
 * @param micros its time in microseconds since 1970
 * @param stream its stream, as the store numbers them
 * @param offset its offset in the stream
 */
public record LogCursor(long micros, long stream, long offset) {

    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})\\.([0-9]{1,18})\\.(-?[0-9]{1,18})");

    /** From what {@link #toString} gave. Fails with {@link IllegalArgumentException}. */
    public static LogCursor parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'after' must be the 'next' of an earlier answer");
        }
        return new LogCursor(
                Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    /** Its time. */
    public Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public String toString() {
        return micros + "." + stream + "." + offset;
    }
}
