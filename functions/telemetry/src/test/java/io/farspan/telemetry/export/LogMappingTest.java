package io.farspan.telemetry.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.StoredLog;

import static org.assertj.core.api.Assertions.assertThat;

/** Records of logs are what the guide's table says, read back by OpenTelemetry's own classes. */
class LogMappingTest {

    private static final Instant TIME = Instant.parse("2026-11-30T10:00:00.123456Z");
    private static final Instant ORIGINAL = Instant.parse("2026-11-30T09:59:58.123456789Z");

    private static final StoredLog RECORD = new StoredLog(
            TIME,
            ORIGINAL,
            InstanceId.parse("aws1/i-7"),
            "logback",
            41,
            Optional.of(14),
            Optional.of("com.shop.Orders"),
            Optional.of("main"),
            "order 7 is late",
            Optional.of(new byte[] {0, -1}),
            Optional.of(json("{\"tenant\":\"blue\"}")),
            Optional.of("0af7651916cd43dd8448eb211c80319c"),
            Optional.of("b7ad6b7169203331"),
            true,
            Optional.empty(),
            new LogCursor(1, 5, 41));

    /** What each of our fields may be in OTLP. */
    private static final Map<String, Set<String>> LOG = Map.ofEntries(
            Map.entry("application", Set.of("shop")),
            Map.entry("location and name of the instance", Set.of("aws1/i-7")),
            Map.entry("location", Set.of("aws1")),
            Map.entry("version of this table", Set.of("otlp-1")),
            Map.entry("t", Set.of("1796032798123456789")),
            Map.entry("time by home's clock", Set.of("1796032800123456000")),
            Map.entry("s", Set.of("14", "WARN")),
            Map.entry("l", Set.of("com.shop.Orders")),
            Map.entry("h", Set.of("main")),
            Map.entry("m", Set.of("order 7 is late")),
            Map.entry("a", Set.of("blue")),
            Map.entry("T", Set.of("0af7651916cd43dd8448eb211c80319c")),
            Map.entry("S", Set.of("b7ad6b7169203331")),
            Map.entry("r", Set.of("00ff")),
            Map.entry("c", Set.of("true")),
            Map.entry("stream", Set.of("logback")),
            Map.entry("offset", Set.of("41")),
            Map.entry("stream and offset in the store", Set.of("5-41")));

    private static final Map<String, String> GAP = Map.of(
            "g", "farspan.gap",
            "g.reason", "SPOOL_FULL",
            "g.records", "7",
            "g.bytes", "700",
            "g.from", "3",
            "g.to", "10");

    @Test
    void aRecordIsWhatTheTableSaysFieldByField() throws IOException {
        // when
        Map<String, String> fields = read(UnaryOperator.identity(), RECORD);

        // then
        List<MappingTable.Row> rows = MappingTable.rows("all", "log");
        assertThat(rows).extracting(MappingTable.Row::field).containsAll(LOG.keySet());
        for (MappingTable.Row row : rows) {
            String path = row.otlp().replace("*", "tenant");
            assertThat(fields).as(row.toString()).containsKey(path);
            assertThat(LOG.getOrDefault(row.field(), Set.of()))
                    .as(row.toString())
                    .contains(fields.remove(path));
        }
        assertThat(fields).as("what the table does not have").isEmpty();
    }

    @Test
    void aGapIsWhatTheTableSays() throws IOException {
        // given
        StoredLog gap = new StoredLog(
                TIME,
                ORIGINAL,
                InstanceId.parse("aws1/i-7"),
                "logback",
                41,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "Records are lost.",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(
                        json("{\"reason\":\"SPOOL_FULL\",\"records\":7,\"bytes\":700,\"from\":\"3\",\"to\":\"10\"}")),
                new LogCursor(1, 5, 41));

        // when
        Map<String, String> fields = read(UnaryOperator.identity(), gap);

        // then
        List<MappingTable.Row> rows = MappingTable.rows("gap");
        assertThat(rows).hasSameSizeAs(GAP.keySet());
        rows.forEach(row -> assertThat(fields).containsEntry(row.otlp(), GAP.getOrDefault(row.field(), "none")));
        assertThat(fields).doesNotContainKeys("LogRecord.severity_number", "LogRecord.trace_id");
    }

    @Test
    void everyMemberOfTheSchemaIsInTheTableOrBelowIt() throws IOException {
        // given
        JsonNode schema;
        try (InputStream file = StreamRecord.class.getResourceAsStream("record-1.schema.json")) {
            schema = Json.wire().readTree(file);
        }
        Set<String> members = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(members::add);
        schema.path("properties")
                .path("g")
                .path("properties")
                .fieldNames()
                .forEachRemaining(each -> members.add("g." + each));

        // then
        String chapter = MappingTable.text();
        String table = chapter.substring(chapter.indexOf("### Which field becomes which"));
        assertThat(members).hasSizeGreaterThan(15).allSatisfy(member -> assertThat(table)
                .contains("`" + member + "`"));
    }

    @Test
    void secretsAreMaskedAndNoAttributeTakesThePlaceOfOurs() throws IOException {
        // given
        StoredLog record = new StoredLog(
                TIME,
                Instant.EPOCH.minusSeconds(1),
                InstanceId.parse("aws1/i-7"),
                "logback",
                41,
                Optional.empty(),
                Optional.empty(),
                Optional.of("main"),
                "",
                Optional.empty(),
                Optional.of(
                        json(
                                "{\"thread.name\":\"mine\",\"farspan.offset\":\"9\",\"log.record.uid\":\"x\",\"password\":\"p\"}")),
                Optional.of("00000000000000000000000000000000"),
                Optional.empty(),
                false,
                Optional.empty(),
                new LogCursor(1, 5, 41));

        // when
        Map<String, String> fields = read(attributes -> json(text(attributes).replace("\"p\"", "\"***\"")), record);

        // then
        assertThat(fields)
                .containsEntry("LogRecord.attributes[thread.name]", "main")
                .containsEntry("LogRecord.attributes[farspan.offset]", "41")
                .containsEntry("LogRecord.attributes[log.record.uid]", "5-41")
                .containsEntry("LogRecord.attributes[password]", "***")
                .doesNotContainKeys("LogRecord.time_unix_nano", "LogRecord.trace_id");
    }

    private static Map<String, String> read(UnaryOperator<RawJson> view, StoredLog record) throws IOException {
        return MappingTable.fields(
                ExportLogsServiceRequest.parseFrom(new LogMessage(view).of("shop", List.of(record))));
    }

    private static RawJson json(String text) {
        return RawJson.of(text);
    }

    private static String text(RawJson json) {
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
