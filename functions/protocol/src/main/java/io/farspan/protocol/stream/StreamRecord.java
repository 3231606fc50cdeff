package io.farspan.protocol.stream;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One record of a stream. Its JSON has short names, because there are many; {@code record-1.schema.json} beside this class
 * is its published schema, version 1:
 *
 * <p>{@code t} time in nanoseconds since 1970 · {@code d} what to add to it for the process' steady clock · {@code s} severity ·
 * {@code l} logger · {@code h} thread · {@code m} message · {@code a} attributes · {@code T} trace id · {@code S} span id ·
 * {@code r} original bytes in base64 · {@code c} whether the next record continues this one · {@code g} gap. Only {@code t} is
 * required, and what is not known here is passed over, such as {@code p}, the tailer's own position.
 *
 * @param nanos when it happened by the instance's clock, in nanoseconds since 1970
 * @param ahead by how many nanoseconds the process' steady clock was ahead of the instance's; not 0 when the instance's was
 *     set since the process began
 * @param severity OpenTelemetry's severity number, 1 to 24; 0 when it is unknown
 * @param logger the logger's name
 * @param thread the thread's name
 * @param message the text, a stack trace after it
 * @param attributes the logger's context
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param original the bytes that the message cannot represent, such as invalid UTF-8; empty when it can
 * @param continued whether the next record is the rest of the same event
 * @param gap what is missing here; the record is then no event of the application
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber">severity numbers</a>
 */
public record StreamRecord(
        long nanos,
        long ahead,
        int severity,
        Optional<String> logger,
        Optional<String> thread,
        String message,
        Map<String, String> attributes,
        Optional<String> traceId,
        Optional<String> spanId,
        byte[] original,
        boolean continued,
        Optional<Gap> gap) {

    private static final int HIGHEST_SEVERITY = 24;
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");

    public StreamRecord {
        if (severity < 0 || severity > HIGHEST_SEVERITY) {
            throw new IllegalArgumentException("'s' must be 1 to " + HIGHEST_SEVERITY + ", not " + severity);
        }
        traceId.ifPresent(id -> requireHex("T", TRACE, id));
        spanId.ifPresent(id -> requireHex("S", SPAN, id));
        attributes = Map.copyOf(attributes);
    }

    /** A record of an instance whose clock was not set. */
    public StreamRecord(
            long nanos,
            int severity,
            Optional<String> logger,
            Optional<String> thread,
            String message,
            Map<String, String> attributes,
            Optional<String> traceId,
            Optional<String> spanId,
            byte[] original,
            boolean continued,
            Optional<Gap> gap) {
        this(nanos, 0, severity, logger, thread, message, attributes, traceId, spanId, original, continued, gap);
    }

    private static void requireHex(String member, Pattern pattern, String id) {
        if (!pattern.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + member + "' must match " + pattern);
        }
    }

    /** A record with a time, a severity and a message only. */
    public static StreamRecord of(long nanos, int severity, String message) {
        return new StreamRecord(
                nanos,
                severity,
                Optional.empty(),
                Optional.empty(),
                message,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.empty());
    }

    /** A record that says what is missing in its place. */
    public static StreamRecord missing(long nanos, String message, Gap gap) {
        return new StreamRecord(
                nanos,
                0,
                Optional.empty(),
                Optional.empty(),
                message,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.of(gap));
    }

    /** The same with the bytes that its message stands for. */
    public StreamRecord withOriginal(byte[] bytes) {
        return new StreamRecord(
                nanos, ahead, severity, logger, thread, message, attributes, traceId, spanId, bytes, continued, gap);
    }

    /** When it happened by the process' steady clock, in nanoseconds since 1970. */
    public long steadyNanos() {
        return nanos + ahead;
    }

    /**
     * The record in these bytes.
     *
     * @throws MalformedStreamException when they are not its JSON
     */
    public static StreamRecord read(byte[] payload) throws MalformedStreamException {
        return RecordReader.read(payload, 0, payload.length);
    }

    /** Its JSON in UTF-8. */
    public byte[] write() {
        return RecordWriter.write(this);
    }
}
