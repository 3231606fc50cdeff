package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamRecord;

/**
 * The table of log records. What PostgreSQL cannot keep as text is U+FFFD there; for a message {@code raw} then has the bytes
 * that it stands for.
 */
final class LogTable {

    private static final String COLUMNS = "stream_id, record_offset, time, original_nanos, severity, logger, thread,"
            + " message, raw, attributes, trace_id, span_id, continued, gap";
    private static final int FIELDS = 14;
    private static final String COPY = "copy log_record (" + COLUMNS + ") from stdin with (format binary)";

    private LogTable() {}

    /** What is told of the records of one batch together: those whose times are in the same thirty seconds. */
    private static final long SPAN = TimeUnit.SECONDS.toNanos(30);

    /** What a record takes in memory beside its texts. */
    private static final int FRAME = 300;

    /**
     * Records that were copied and whose times are near each other, so that they are found by them without reading what else
     * is of that time.
     *
     * @param records how many records
     * @param bytes about how many bytes of their texts
     * @param earliest the earliest time of a record
     * @param latest the latest
     */
    record Copied(int records, long bytes, Instant earliest, Instant latest) {

        private static Copied of(LogRow row) {
            Instant time = Instant.EPOCH.plusNanos(row.nanos()).truncatedTo(ChronoUnit.MICROS);
            return new Copied(1, size(row.record()), time, time);
        }

        private static long size(StreamRecord record) {
            long texts = record.message().length()
                    + record.logger().map(String::length).orElse(0)
                    + record.thread().map(String::length).orElse(0)
                    + record.original().length;
            for (Map.Entry<String, String> attribute : record.attributes().entrySet()) {
                texts += attribute.getKey().length() + attribute.getValue().length();
            }
            return FRAME + texts;
        }

        /** Both together. */
        Copied and(Copied more) {
            return new Copied(
                    records + more.records,
                    bytes + more.bytes,
                    earliest.isBefore(more.earliest) ? earliest : more.earliest,
                    latest.isAfter(more.latest) ? latest : more.latest);
        }
    }

    /**
     * Copies the rows within the connection's transaction, one after the other as they are read.
     *
     * @param from the least offset that they may have
     * @param next the offset that they must stay below
     * @return what was copied, apart by time: no two of them overlap
     * @throws FarspanException {@code FUNCTION_ANSWER_INVALID} when they do not, or are not in the order of their offsets
     */
    static Map<Long, Copied> copy(Connection connection, long stream, long from, long next, Iterable<LogRow> rows)
            throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            BinaryCopy out = new BinaryCopy(copy);
            long least = from;
            Map<Long, Copied> copied = new TreeMap<>();
            for (LogRow row : rows) {
                if (row.offset() < least || row.offset() >= next) {
                    throw new FarspanException(
                            ProblemCode.FUNCTION_ANSWER_INVALID,
                            "There is no place for the offset " + row.offset() + " between " + least + " and " + next
                                    + ".");
                }
                least = row.offset() + 1;
                write(out, stream, row);
                copied.merge(Math.floorDiv(row.nanos(), SPAN), Copied.of(row), Copied::and);
            }
            out.end();
            return copied;
        } catch (SQLException | RuntimeException e) {
            BinaryCopy.cancel(copy, e);
            throw e;
        }
    }

    private static void write(BinaryCopy out, long stream, LogRow row) throws SQLException {
        StreamRecord record = row.record();
        out.row(FIELDS);
        out.int64(stream);
        out.int64(row.offset());
        out.timestamp(row.nanos());
        out.int64(record.nanos());
        if (record.severity() == 0) {
            out.nothing();
        } else {
            out.int16(record.severity());
        }
        text(out, record.logger());
        text(out, record.thread());
        message(out, record);
        if (record.attributes().isEmpty()) {
            out.nothing();
        } else {
            out.jsonb(attributes(record.attributes()));
        }
        text(out, record.traceId());
        text(out, record.spanId());
        out.bool(record.continued());
        if (record.gap().isPresent()) {
            out.jsonb(gap(record.gap().get()));
        } else {
            out.nothing();
        }
    }

    private static void message(BinaryCopy out, StreamRecord record) throws SQLException {
        out.bytes(StoredText.utf8(record.message()));
        if (record.original().length > 0) {
            out.bytes(record.original());
        } else if (StoredText.isExact(record.message())) {
            out.nothing();
        } else {
            out.bytes(StoredText.original(record.message()));
        }
    }

    private static void text(BinaryCopy out, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            out.bytes(StoredText.utf8(text.get()));
        } else {
            out.nothing();
        }
    }

    private static byte[] attributes(Map<String, String> attributes) {
        Map<String, String> clean = new TreeMap<>();
        attributes.forEach((name, value) -> clean.put(StoredText.clean(name), StoredText.clean(value)));
        return Json.write(clean);
    }

    private static byte[] gap(Gap gap) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("reason", gap.reason());
        gap.records().ifPresent(records -> json.put("records", records));
        gap.bytes().ifPresent(bytes -> json.put("bytes", bytes));
        gap.from().ifPresent(from -> json.put("from", StoredText.clean(from)));
        gap.to().ifPresent(to -> json.put("to", StoredText.clean(to)));
        return Json.write(json);
    }
}
