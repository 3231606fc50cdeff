package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;

/**
 * A log record as it is stored.
 *
 * @param time when it happened by home's clock; the time of receipt when that cannot be
 * @param original when it happened by the instance's own clock
 * @param instance whose record it is
 * @param stream the stream's name
 * @param offset its offset in the stream
 * @param severity OpenTelemetry's severity number
 * @param logger the logger's name
 * @param thread the thread's name
 * @param message the text
 * @param raw the bytes that the message cannot represent
 * @param attributes the logger's context
 * @param traceId the trace
 * @param spanId the span
 * @param continued whether the stream's next record is the rest of the same event
 * @param gap what is missing here
 * @param cursor its place in the order of all records
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record StoredLog(
        Instant time,
        Instant original,
        InstanceId instance,
        String stream,
        long offset,
        Optional<Integer> severity,
        Optional<String> logger,
        Optional<String> thread,
        String message,
        Optional<byte[]> raw,
        Optional<RawJson> attributes,
        Optional<String> traceId,
        Optional<String> spanId,
        boolean continued,
        Optional<RawJson> gap,
        @JsonIgnore LogCursor cursor) {

    /** What a record takes beside its texts. */
    private static final int FRAME = 300;

    /** What JSON takes for a control character. */
    private static final long ESCAPED = 6;

    /** About how many bytes it takes as JSON. */
    public long size() {
        return FRAME
                + stream.length()
                + jsonLength(message)
                + logger.map(StoredLog::jsonLength).orElse(0L)
                + thread.map(StoredLog::jsonLength).orElse(0L)
                + raw.map(bytes -> bytes.length * 4L / 3).orElse(0L)
                + attributes.map(RawJson::length).orElse(0)
                + gap.map(RawJson::length).orElse(0);
    }

    private static long jsonLength(String text) {
        return text.chars()
                .mapToLong(
                        letter -> letter < ' ' ? ESCAPED : letter == '"' || letter == '\\' ? 2 : letter < 0x80 ? 1 : 3)
                .sum();
    }
}
