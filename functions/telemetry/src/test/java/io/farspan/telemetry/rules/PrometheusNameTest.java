package io.farspan.telemetry.rules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Names by OpenTelemetry's compatibility with Prometheus. */
class PrometheusNameTest {

    @ParameterizedTest
    @CsvSource({
        "jvm.memory.used, By, UPDOWNCOUNTER, jvm_memory_used_bytes, bytes",
        "jvm.cpu.time, s, COUNTER, jvm_cpu_time_seconds_total, seconds",
        "jvm.thread.count, {thread}, UPDOWNCOUNTER, jvm_thread_count,",
        "jvm.cpu.recent_utilization, 1, GAUGE, jvm_cpu_recent_utilization_ratio, ratio",
        "jvm.system.cpu.load_1m, {run_queue_item}, GAUGE, jvm_system_cpu_load_1m,",
        "connector, 1, UPDOWNCOUNTER, connector,",
        "jetty.io.selectCount, 1, COUNTER, jetty_io_selectCount_total,",
        "activemq.memory.MemoryPercentUsage, %, GAUGE, activemq_memory_MemoryPercentUsage_percent, percent",
        "kafka.request.time.total, ms, COUNTER, kafka_request_time_milliseconds_total, milliseconds",
        "a.seconds, s, GAUGE, a_seconds, seconds",
        "a.seconds_total, s, COUNTER, a_seconds_total, seconds",
        "io, By/s, GAUGE, io_bytes_per_second, bytes_per_second",
        "io, {packet}/s, GAUGE, io_per_second, per_second",
        "io, /s, GAUGE, io_per_second, per_second",
        "io, '', COUNTER, io_total,",
        "'odd-näme..x', 'm³', GAUGE, odd_n_me_x_m, m",
        "50p, ms, GAUGE, _50p_milliseconds, milliseconds",
        "total, '', COUNTER, total_total,"
    })
    void aMetricHasItsUnitAndItsTypeInItsName(String name, String unit, MetricType type, String sample, String suffix) {
        PrometheusName made = PrometheusName.of(new Metric(name, unit, type, ""));

        assertThat(made.sample()).isEqualTo(sample);
        assertThat(made.unit().orElse(null)).isEqualTo(suffix);
        made.unit().ifPresent(unitName -> assertThat(made.family()).endsWith("_" + unitName));
    }

    @Test
    void aLabelsNameIsNeverReserved() {
        assertThat(PrometheusName.label("jvm.memory.pool.name")).isEqualTo("jvm_memory_pool_name");
        assertThat(PrometheusName.label("__name__")).isEqualTo("key_name_");
        assertThat(PrometheusName.label("3x")).isEqualTo("key_3x");
        assertThat(PrometheusName.label("a:b")).isEqualTo("a_b");
    }
}
