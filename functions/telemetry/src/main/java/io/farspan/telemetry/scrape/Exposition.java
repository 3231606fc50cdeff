package io.farspan.telemetry.scrape;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.PrometheusName;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The text of one scrape. Samples may come in any order, and each metric's stand together in the end. Of two metrics that
 * have one name in Prometheus but not one type and unit, the second is left out. Not thread-safe.
 */
final class Exposition {

    /** Memory is taken for so many characters at a time. */
    private static final int PIECE = 256 << 10;

    /** What a character takes while the text is put together: its own byte, room to grow, and the byte that is sent. */
    private static final int BYTES = 3;

    private final TextFormat format;
    private final LongPredicate room;
    private final SortedMap<String, Family> families = new TreeMap<>();
    private final Map<String, PrometheusName> names = new HashMap<>();
    private final Map<Metric, Optional<Family>> known = new HashMap<>();
    private int series;
    private long characters;
    private long taken;

    /**
     * An empty text.
     *
     * @param room takes further bytes of memory, or says that there are none
     */
    Exposition(TextFormat format, LongPredicate room) {
        this.format = format;
        this.room = room;
    }

    /** The samples so far. */
    int series() {
        return series;
    }

    /** Adds a point of an instance; false when the memory for the answer is used up. */
    boolean add(InstanceId instance, MetricPoint point) {
        return add(point.metric(), Labels.of(instance, point.attributes()), point.value());
    }

    /** Adds a sample; false when the memory for the answer is used up. */
    boolean add(Metric metric, Labels labels, double value) {
        Optional<Family> family = known.computeIfAbsent(metric, this::family);
        if (family.isEmpty() || (family.get().name.counter() && value < 0)) {
            return true;
        }
        characters += family.get().add(labels, value);
        series++;
        if (characters > taken) {
            if (!room.test((long) PIECE * BYTES)) {
                return false;
            }
            taken += PIECE;
        }
        return true;
    }

    private Optional<Family> family(Metric metric) {
        PrometheusName name = PrometheusName.of(metric);
        boolean first = names.getOrDefault(name.family(), name).equals(name)
                && names.getOrDefault(name.sample(), name).equals(name);
        if (!first) {
            return Optional.empty();
        }
        names.put(name.family(), name);
        names.put(name.sample(), name);
        return Optional.of(families.computeIfAbsent(name.sample(), sample -> new Family(name, metric)));
    }

    /** The whole text. */
    byte[] toBytes() {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream((int) Math.min(characters + PIECE, Integer.MAX_VALUE - 8));
        for (Family family : families.values()) {
            out.writeBytes(family.head(format).getBytes(UTF_8));
            out.writeBytes(family.samples.toString().getBytes(UTF_8));
        }
        if (format == TextFormat.OPEN_METRICS) {
            out.writeBytes("# EOF\n".getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    /** All samples of a metric. */
    private static final class Family {

        private final PrometheusName name;
        private final String type;
        private final String help;
        private final StringBuilder samples = new StringBuilder();

        Family(PrometheusName name, Metric metric) {
            this.name = name;
            this.type = name.counter() ? "counter" : "gauge";
            this.help = metric.description();
        }

        /** Adds a sample; how many characters it has. */
        int add(Labels labels, double value) {
            int before = samples.length();
            samples.append(name.sample());
            labels.write(samples);
            samples.append(' ').append(number(value)).append('\n');
            return samples.length() - before;
        }

        String head(TextFormat format) {
            boolean open = format == TextFormat.OPEN_METRICS;
            String called = open ? name.family() : name.sample();
            StringBuilder head = new StringBuilder();
            head.append("# TYPE ").append(called).append(' ').append(type).append('\n');
            if (open) {
                name.unit().ifPresent(unit -> head.append("# UNIT ")
                        .append(called)
                        .append(' ')
                        .append(unit)
                        .append('\n'));
            }
            if (!help.isEmpty()) {
                String escaped = help.replace("\\", "\\\\").replace("\n", "\\n");
                head.append("# HELP ")
                        .append(called)
                        .append(' ')
                        .append(open ? escaped.replace("\"", "\\\"") : escaped)
                        .append('\n');
            }
            return head.toString();
        }
    }

    /** Whole numbers as such, as far as a double holds them exactly. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
