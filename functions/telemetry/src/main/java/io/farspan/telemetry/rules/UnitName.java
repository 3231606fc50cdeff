package io.farspan.telemetry.rules;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A unit as Prometheus writes it.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1">OpenTelemetry,
 *     metric metadata</a>
 */
final class UnitName {

    /** What stands in brackets says what is counted and is not a unit. */
    private static final Pattern COUNTED = Pattern.compile("\\{[^}]*}");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tebibytes"),
            Map.entry("kBy", "kilobytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("%", "percent"));

    private static final Map<String, String> PER = Map.of(
            "s", "second", "min", "minute", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
            "year");

    private UnitName() {}

    /**
     * The unit's name; empty for numbers of things. {@code 1} is a ratio in a gauge; many rules give it to what is counted, so
     * that it says nothing in a sum.
     */
    static Optional<String> of(String unit, MetricType type) {
        if (unit.equals("1")) {
            return type == MetricType.GAUGE ? Optional.of("ratio") : Optional.empty();
        }
        String[] parts = COUNTED.matcher(unit).replaceAll("").split("/", 2);
        String main = word(WORDS, parts[0]);
        String per = parts.length > 1 ? word(PER, parts[1]) : "";
        if (!per.isEmpty()) {
            return Optional.of(main.isEmpty() ? "per_" + per : main + "_per_" + per);
        }
        return Optional.of(main).filter(name -> !name.isEmpty());
    }

    private static String word(Map<String, String> words, String unit) {
        String trimmed = unit.trim();
        return words.getOrDefault(trimmed, PrometheusName.characters(trimmed).replaceAll("^_|_$", ""));
    }
}
