package io.farspan.telemetry.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedJson;
import io.farspan.telemetry.push.PushedLogs;
import io.farspan.telemetry.push.PushedMetrics;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.wire.ProtoWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The messages were written by OpenTelemetry's own classes, opentelemetry-proto 1.7.0-alpha. */
class OtlpTest {

    private static final PushTarget TARGET = new PushTarget("shop", "aws1");
    private static final InstanceId ORDERS = InstanceId.parse("aws1/o-1");
    private static final long TIME = 1_800_000_000_000_000_001L;

    private static final byte[] LOGS = Base64.getDecoder()
            .decode("CtwCCjgKGAoMc2VydmljZS5uYW1lEggKBm9yZGVycwocChNzZXJ2aWNlLmluc3RhbmNlLmlkEgUKA28tMRKcAgoUCg"
                    + "9jb20uc2hvcC5PcmRlcnMSATES3gEJAQC0k3bi+hgQDRoEV0FSTioRCg9vcmRlciA3IGlzIGxhdGUyFQoLdGhyZWFk"
                    + "Lm5hbWUSBgoEbWFpbjITCgR1c2VyEgsY+f//////////ATIKCgRwYWlkEgIQATIUCgVpdGVtcxILKgkKAwoBYQoCGA"
                    + "IyPgoUZXhjZXB0aW9uLnN0YWNrdHJhY2USJgokamF2YS5sYW5nLkV4Y2VwdGlvbjogbGF0ZQoJYXQgT3JkZXJzOANF"
                    + "AQAAAEoQCvdlGRbNQ92ESOshHIAxnFIIt61rcWkgMzFZBgC0k3bi+hgSIxoFRXJyb3IqCzIJCgcKAW4SAhgBWQcAtJ"
                    + "N24voYYgRwYWlkGgF4");

    private static final byte[] METRICS = Base64.getDecoder()
            .decode("CuACCjgKGAoMc2VydmljZS5uYW1lEggKBm9yZGVycwocChNzZXJ2aWNlLmluc3RhbmNlLmlkEgUKA28tMRKjAgoDCg"
                    + "F4EmYKCXNob3AubG9hZBIFTG9hZC4aATEqTwopEff/s5N24voYGQEAtJN24voYIQAAAAAAAOA/OgwKBHBvb2wSBAoC"
                    + "cDEKIhH3/7OTduL6GBkBALSTduL6GDoMCgRwb29sEgQKAnAxQAESRwoLc2hvcC5vcmRlcnMaB3tvcmRlcn06LwopEf"
                    + "f/s5N24voYGQEAtJN24voYMf3/////////OgwKBHBvb2wSBAoCcDEQAhgBEj0KCnNob3AuZGVsdGE6LwopEff/s5N2"
                    + "4voYGQEAtJN24voYMQMAAAAAAAAAOgwKBHBvb2wSBAoCcDEQARgBEiwKCXNob3AudGltZUofChIhAwAAAAAAAAApAA"
                    + "AAAAAABEAKCSEDAAAAAAAAAA==");

    @Test
    void aLogRecordKeepsWhatItHas() {
        // when
        PushedLogs logs = OtlpLogs.read(TARGET, OtlpMessage.logs(LOGS));

        // then
        List<StreamRecord> records = records(logs);
        StreamRecord first = records.get(0);
        assertThat(first.nanos()).isEqualTo(TIME);
        assertThat(first.severity()).isEqualTo(13);
        assertThat(first.logger()).contains("com.shop.Orders");
        assertThat(first.thread()).contains("main");
        assertThat(first.message()).isEqualTo("order 7 is late\njava.lang.Exception: late\n\tat Orders");
        assertThat(first.attributes())
                .isEqualTo(Map.of(
                        "service.name",
                        "orders",
                        "service.instance.id",
                        "o-1",
                        "user",
                        "-7",
                        "paid",
                        "true",
                        "items",
                        "[\"a\",2]"));
        assertThat(first.traceId()).contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(first.spanId()).contains("b7ad6b7169203331");
        StreamRecord second = records.get(1);
        assertThat(second.nanos()).as("when it was seen").isEqualTo(TIME + 6);
        assertThat(second.severity()).isEqualTo(17);
        assertThat(second.message()).isEqualTo("{\"n\":1}");
        assertThat(second.traceId()).isEmpty();
    }

    @Test
    void gaugesAndCumulativeSumsAreTakenAndTheRestIsRefused() {
        // when
        PushedMetrics metrics = OtlpMetrics.read(TARGET, OtlpMessage.metrics(METRICS));

        // then
        assertThat(metrics.points()).containsOnlyKeys(ORDERS);
        List<PushedMetrics.Timed> points = metrics.points().getOrDefault(ORDERS, List.of());
        assertThat(points).extracting(PushedMetrics.Timed::nanos).containsExactly(TIME, TIME);
        assertThat(points).extracting(each -> each.point().value()).containsExactly(0.5, -3.0);
        assertThat(points)
                .extracting(each -> each.point().metric().type())
                .containsExactly(MetricType.GAUGE, MetricType.COUNTER);
        assertThat(points.get(0).point().metric().description()).isEqualTo("Load.");
        assertThat(points.get(0).point().attributes()).isEqualTo(Map.of("pool", "p1"));
        assertThat(metrics.refused()).as("a delta, two of a histogram").isEqualTo(3);
        assertThat(metrics.why()).hasValueSatisfying(why -> assertThat(why).contains("cumulative"));
    }

    @Test
    void jsonMeansTheSame() {
        // given: numbers of 64 bits are texts in JSON, and ids are hexadecimal
        JsonNode request = json(
                """
                {"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"h1"}}]},
                "scopeLogs":[{"logRecords":[{"timeUnixNano":"1800000000000000001","severityNumber":9,
                "body":{"stringValue":"hello"},"traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"",
                "attributes":[{"key":"n","value":{"intValue":"12"}}],"unknown":1}]}]}]}""");

        // when
        PushedLogs logs = OtlpLogs.read(TARGET, request);

        // then
        StreamRecord record = logs.records()
                .getOrDefault(InstanceId.parse("aws1/h1"), List.of())
                .get(0);
        assertThat(record.nanos()).isEqualTo(TIME);
        assertThat(record.traceId()).contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(record.attributes()).isEqualTo(Map.of("n", "12", "host.name", "h1"));
    }

    @Test
    void aRecordOfNobodyIsRefusedByPartialSuccess() {
        PushedLogs logs =
                OtlpLogs.read(TARGET, json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{}}]}]}]}"));

        assertThat(logs.records()).isEmpty();
        assertThat(new String(
                        new OtlpAnswer(OtlpAnswer.LOGS, logs.refused(), logs.why()).json(), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":\"none of the resource's");
    }

    @Test
    void answersAreMessages() {
        assertThat(HexFormat.of().formatHex(new OtlpAnswer(OtlpAnswer.LOGS, 3, Optional.of("why")).protobuf()))
                .isEqualTo("0a0708031203776879");
        assertThat(new OtlpAnswer(OtlpAnswer.LOGS, 0, Optional.empty()).protobuf())
                .isEmpty();
        assertThat(new OtlpAnswer(OtlpAnswer.LOGS, 0, Optional.empty()).json())
                .asString()
                .isEqualTo("{}");
    }

    @Test
    void whatIsMalformedOrNestedTooDeepIsRefused() {
        // given: a resource whose attribute is a list in a list and so on
        byte[] message = {};
        for (int depth = 0; depth < 100; depth++) {
            message = field(5, field(1, message));
        }
        byte[] deep = field(1, field(1, field(1, field(2, message))));

        // then
        assertThatThrownBy(() -> OtlpMessage.logs(deep))
                .isInstanceOf(FarspanException.class)
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> OtlpMessage.logs(new byte[] {10, 9, 1})).isInstanceOf(FarspanException.class);
    }

    private static byte[] field(int number, byte[] message) {
        ProtoWriter out = new ProtoWriter();
        out.bytes(number, message);
        return out.toBytes();
    }

    private static List<StreamRecord> records(PushedLogs logs) {
        assertThat(logs.records()).containsOnlyKeys(ORDERS);
        return logs.records().getOrDefault(ORDERS, List.of());
    }

    private static JsonNode json(String text) {
        return PushedJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
