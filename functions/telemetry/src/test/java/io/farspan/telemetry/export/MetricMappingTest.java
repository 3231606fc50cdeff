package io.farspan.telemetry.export;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.StoredPoint;
import io.farspan.telemetry.store.StoredSeries;

import static org.assertj.core.api.Assertions.assertThat;

/** Points of metrics are what the guide's table says, read back by OpenTelemetry's own classes. */
class MetricMappingTest {

    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("application", "shop"),
            Map.entry("location and name of the instance", "aws1/i-7"),
            Map.entry("location", "aws1"),
            Map.entry("version of this table", "otlp-1"),
            Map.entry("name", "shop.orders"),
            Map.entry("unit", "{order}"),
            Map.entry("description", "Orders."),
            Map.entry("time by home's clock", "1796032800123456000"),
            Map.entry("value", "2.5"),
            Map.entry("attributes", "p1"),
            Map.entry("temporality", "2"),
            Map.entry("whether it only grows", "true"));

    @ParameterizedTest
    @EnumSource(MetricType.class)
    void aPointIsWhatTheTableSaysFieldByField(MetricType type) throws IOException {
        // when
        Map<String, String> fields = read(type);

        // then
        List<MappingTable.Row> rows = type == MetricType.GAUGE
                ? MappingTable.rows("all", "metric")
                : MappingTable.rows("all", "metric", "counter");
        for (MappingTable.Row row : rows) {
            String expected = type == MetricType.UPDOWNCOUNTER && row.otlp().equals("Sum.is_monotonic")
                    ? "false"
                    : EXPECTED.getOrDefault(row.field(), "none");
            assertThat(fields.remove(row.otlp().replace("*", "pool")))
                    .as(row.toString())
                    .isEqualTo(expected);
        }
        assertThat(fields).as("what the table does not have").isEmpty();
    }

    @Test
    void theTableHasEachField() {
        assertThat(MappingTable.rows("all", "metric", "counter"))
                .extracting(MappingTable.Row::field)
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }

    private static Map<String, String> read(MetricType type) throws IOException {
        StoredSeries series = new StoredSeries(
                3,
                "shop",
                InstanceId.parse("aws1/i-7"),
                new Metric("shop.orders", "{order}", type, "Orders."),
                new TreeMap<>(Map.of("pool", "p1")));
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(
                MetricMessage.of("shop", List.of(new StoredPoint(series, 1_796_032_800_123_456L, 2.5))));
        Map<String, String> fields = new TreeMap<>(MappingTable.fields(request));
        if (type == MetricType.UPDOWNCOUNTER) {
            fields.putIfAbsent("Sum.is_monotonic", "false"); // as it is by default
        }
        return fields;
    }
}
