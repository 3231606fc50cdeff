package io.farspan.telemetry.scrape;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.MetricType;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ExpositionTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("az1/i-2");
    private static final Metric TIME = new Metric("cpu.time", "s", MetricType.COUNTER, "The \"time\"\nof a \\ CPU.");
    private static final Metric USED = new Metric("used", "By", MetricType.UPDOWNCOUNTER, "");

    @Test
    void aMetricsSamplesStandTogether() {
        // given
        Exposition text = new Exposition(TextFormat.PROMETHEUS, bytes -> true);

        // when: instance by instance
        text.add(ONE, point(USED, 1_048_576, "pool.name", "G1 \"Eden\"\n\\"));
        text.add(ONE, point(TIME, 1.5));
        text.add(TWO, point(USED, -1, "pool.name", "é"));
        text.add(TWO, point(TIME, 1e300));

        // then
        assertThat(new String(text.toBytes(), UTF_8))
                .isEqualTo(
                        """
                        # TYPE cpu_time_seconds_total counter
                        # HELP cpu_time_seconds_total The "time"\\nof a \\\\ CPU.
                        cpu_time_seconds_total{location="aws1",instance="i-1"} 1.5
                        cpu_time_seconds_total{location="az1",instance="i-2"} 1.0E300
                        # TYPE used_bytes gauge
                        used_bytes{location="aws1",instance="i-1",pool_name="G1 \\"Eden\\"\\n\\\\"} 1048576
                        used_bytes{location="az1",instance="i-2",pool_name="é"} -1
                        """);
        assertThat(text.series()).isEqualTo(4);
    }

    @Test
    void openMetricsHasTheUnitApartAndAnEnd() {
        // given
        Exposition text = new Exposition(TextFormat.OPEN_METRICS, bytes -> true);

        // when
        text.add(ONE, point(TIME, 2));

        // then
        assertThat(new String(text.toBytes(), UTF_8))
                .isEqualTo(
                        """
                        # TYPE cpu_time_seconds counter
                        # UNIT cpu_time_seconds seconds
                        # HELP cpu_time_seconds The \\"time\\"\\nof a \\\\ CPU.
                        cpu_time_seconds_total{location="aws1",instance="i-1"} 2
                        # EOF
                        """);
    }

    @Test
    void ofMetricsWithOneNameAndDifferentTypesTheSecondIsLeftOut() {
        // given
        Exposition text = new Exposition(TextFormat.OPEN_METRICS, bytes -> true);

        // when: the same sample's name, and the same family's
        text.add(ONE, point(new Metric("a.b", "", MetricType.COUNTER, ""), 1));
        text.add(ONE, point(new Metric("a.b.total", "", MetricType.GAUGE, ""), 2));
        text.add(ONE, point(new Metric("a_b", "", MetricType.GAUGE, ""), 3));
        text.add(TWO, point(new Metric("a-b", "", MetricType.COUNTER, "Another description."), 4));

        // then
        assertThat(new String(text.toBytes(), UTF_8))
                .isEqualTo(
                        """
                        # TYPE a_b counter
                        a_b_total{location="aws1",instance="i-1"} 1
                        a_b_total{location="az1",instance="i-2"} 4
                        # EOF
                        """);
    }

    @Test
    void aCounterIsNeverNegative() {
        Exposition text = new Exposition(TextFormat.PROMETHEUS, bytes -> true);

        text.add(ONE, point(TIME, -1));

        assertThat(text.series()).isZero();
    }

    @Test
    void anAttributeDoesNotReplaceTheInstance() {
        // given
        Exposition text = new Exposition(TextFormat.PROMETHEUS, bytes -> true);

        // when
        text.add(ONE, point(USED, 1, "instance", "x", "a.b", "1", "a-b", "2"));

        // then
        assertThat(new String(text.toBytes(), UTF_8))
                .contains("used_bytes{location=\"aws1\",instance=\"i-1\",a_b=\"2;1\",exported_instance=\"x\"} 1\n");
    }

    @Test
    void itStopsWhenThereIsNoMemoryForMore() {
        // given
        Exposition text = new Exposition(TextFormat.PROMETHEUS, bytes -> false);

        // when, then
        assertThat(text.add(ONE, point(USED, 1))).isFalse();
    }

    private static MetricPoint point(Metric metric, double value, String... attributes) {
        Map<String, String> all = new TreeMap<>();
        for (int index = 0; index < attributes.length; index += 2) {
            all.put(attributes[index], attributes[index + 1]);
        }
        return new MetricPoint(metric, new TreeMap<>(all), value);
    }
}
