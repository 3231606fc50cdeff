package io.farspan.bench;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A figure's target: a row of section 14 of the design, or of the issue that set it.
 *
 * @param bench the bench's name
 * @param figure the name of the figure
 * @param bound how the figure is compared with the limit
 * @param limit the limit in the figure's unit
 */
record Target(String bench, String figure, Bound bound, String limit) {

    /** How a figure is compared with its limit. */
    enum Bound {
        /** At most the limit. */
        AT_MOST("≤"),
        /** At least the limit. */
        AT_LEAST("≥"),
        /** Exactly the limit. */
        EXACTLY("=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    /** All targets. */
    static final List<Target> ALL = List.of(
            atMost("overhead", "added_p50_ms", "0.8"),
            atLeast("overhead", "throughput_ratio", "0.3"),
            atMost("fanout", "p50_ratio", "1.1"),
            atMost("fanout", "p99_ratio", "1.5"),
            exactly("fanout", "wan_calls", "3"),
            atMost("fanout", "bytes_ratio", "0.0833"),
            atMost("fanout", "watch_bytes_per_second", "2048"),
            atMost("coldstart", "lambda_init_ms", "1000"),
            atMost("coldstart", "azure_init_ms", "1000"),
            atMost("coldstart", "ratio_to_empty", "1.25"),
            atMost("coldstart", "package_mb", "15"),
            atMost("coldstart", "azure_package_mb", "15"),
            atMost("first", "first_ratio", "3"),
            atMost("jconsole", "ratio_at_0ms", "1.5"),
            atMost("jconsole", "ratio_at_50ms", "0.1"),
            atMost("jconsole", "ratio_at_150ms", "0.1"),
            atMost("exporter", "first_scrape_ms", "5000"),
            atMost("exporter", "warm_ratio", "1.5"),
            atMost("list", "bytes_ratio", "0.002"),
            atMost("list", "heap_copies", "1.2"),
            atMost("list", "cold_ms", "3000"),
            atMost("list", "warm_ms", "1000"),
            atMost("list", "light_p99_ratio", "3"),
            exactly("list", "light_failures", "0"),
            exactly("list", "verdicts", "0"),
            atLeast("diagnosis", "macro_f1", "0.99"),
            atMost("diagnosis", "p95_ms", "3500"),
            exactly("diagnosis", "wrong_shifts", "0"),
            atLeast("diagnosis further", "macro_f1", "0.99"),
            atMost("diagnosis further", "p95_ms", "3500"),
            exactly("diagnosis further", "wrong_shifts", "0"),
            atMost("failover", "tool_p95_ms", "2000"),
            atMost("failover", "dns_p95_ms", "6000"),
            exactly("failover", "wrong_failovers", "0"),
            atMost("rehome", "rehome_p95_ms", "15000"),
            exactly("rehome", "two_homes_acting", "0"),
            exactly("hostile", "user_errors", "0"),
            exactly("hostile", "moves", "0"),
            exactly("hostile", "verdicts", "0"),
            atMost("soak", "router_live_growth_mb", "5"),
            atMost("soak", "router_thread_growth", "5"),
            atMost("soak", "function_live_growth_mb", "5"),
            atMost("soak", "function_thread_growth", "5"),
            atMost("soak", "instance_live_growth_mb", "10"),
            atMost("soak", "instance_thread_growth", "5"),
            atLeast("telemetry", "copy_ratio", "0.75"),
            exactly("telemetry", "lost", "0"),
            exactly("telemetry", "doubled", "0"),
            atMost("agent", "agent_throughput_loss", "0.01"),
            atMost("agent", "agent_p99_loss", "0.01"));

    private static Target atMost(String bench, String figure, String limit) {
        return new Target(bench, figure, Bound.AT_MOST, limit);
    }

    private static Target atLeast(String bench, String figure, String limit) {
        return new Target(bench, figure, Bound.AT_LEAST, limit);
    }

    private static Target exactly(String bench, String figure, String limit) {
        return new Target(bench, figure, Bound.EXACTLY, limit);
    }

    /** The target of a figure, if it has one. */
    static Optional<Target> of(String bench, String figure) {
        return ALL.stream()
                .filter(target -> target.bench.equals(bench) && target.figure.equals(figure))
                .findFirst();
    }

    /** Whether a figure meets the target. A value that is not a number does not. */
    boolean isMetBy(String value) {
        try {
            int difference = new BigDecimal(value).compareTo(new BigDecimal(limit));
            return bound == Bound.AT_MOST
                    ? difference <= 0
                    : bound == Bound.AT_LEAST ? difference >= 0 : difference == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return bound.sign + " " + limit;
    }
}
