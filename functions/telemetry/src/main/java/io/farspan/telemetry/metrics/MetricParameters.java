package io.farspan.telemetry.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;

/** The parameters of a query of metrics, by name, as they stand in the URL. */
final class MetricParameters {

    /** The most steps, as in Prometheus. */
    static final int MOST_STEPS = 11_000;

    private static final int MOST_LABELS = 20;
    private static final int LONGEST_TEXT = 1_000;
    private static final Duration USUAL_RANGE = Duration.ofHours(1);
    private static final int USUAL_STEPS = 60;
    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");
    private static final Pattern STEP = Pattern.compile("([0-9]{1,6})([smhd]?)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    private final Map<String, List<String>> values;
    private final MatchTime time;

    MetricParameters(Map<String, List<String>> values, MatchTime time) {
        this.values = values;
        this.time = time;
    }

    /**
     * The query.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, and {@code TOO_MUCH} for too many steps
     */
    MetricQuery query(String application, Instant now) {
        Names.requireLabel("application", application);
        Instant to = instant("to").orElse(now);
        Instant from = instant("from").orElseGet(() -> to.minus(USUAL_RANGE));
        if (to.isBefore(from)) {
            throw malformed("to must not be before from.");
        }
        Duration step = text("step")
                .map(MetricParameters::step)
                .orElseGet(() -> Duration.ofSeconds(
                        Math.max(1, Duration.between(from, to).toSeconds() / USUAL_STEPS)));
        if (Duration.between(from, to).toMillis() / step.toMillis() >= MOST_STEPS) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The range has more than " + MOST_STEPS + " steps. Make step longer, or the range shorter.");
        }
        Optional<String> instance = text("instance");
        Optional<InstanceId> full = instance.filter(id -> id.indexOf('/') >= 0).map(MetricParameters::instance);
        List<String> labels = values.getOrDefault("label", List.of());
        if (labels.size() > MOST_LABELS) {
            throw malformed("label may be there " + MOST_LABELS + " times.");
        }
        return new MetricQuery(
                application,
                from,
                Grid.of(from, to, step),
                name(text("name").orElse("*")),
                labels.stream().map(label -> LabelMatcher.parse(label, time)).toList(),
                full.map(InstanceId::location).or(() -> text("location")),
                full.map(InstanceId::name).or(() -> instance),
                text("aggregate").map(MetricParameters::aggregate).orElse(Aggregate.NONE),
                text("rate").map(MetricParameters::flag).orElse(false));
    }

    /** A name with '*' for any text. */
    private LabelMatcher name(String pattern) {
        String regex = Stream.of(pattern.split("\\*", -1))
                .map(com.google.re2j.Pattern::quote)
                .collect(Collectors.joining(".*"));
        return new LabelMatcher("name", LabelMatcher.Operator.MATCHES, regex, time);
    }

    private Optional<String> text(String name) {
        Optional<String> value =
                values.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isEmpty());
        value.ifPresent(text -> {
            if (text.length() > LONGEST_TEXT || text.indexOf(0) >= 0) {
                throw malformed(name + " may have " + LONGEST_TEXT + " characters, and not U+0000.");
            }
        });
        return value;
    }

    private Optional<Instant> instant(String name) {
        return text(name).map(text -> {
            try {
                Instant instant = Instant.parse(text);
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeParseException e) {
                // reported below
            }
            throw malformed(name + " must be an instant like 2026-11-22T12:00:00Z, in the years 1970 to 2261.");
        });
    }

    private static Duration step(String text) {
        Matcher parts = STEP.matcher(text);
        if (parts.matches() && Integer.parseInt(parts.group(1)) > 0) {
            return Duration.ofSeconds(Integer.parseInt(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 1L));
        }
        throw malformed("step must be a time like 30, 30s, 5m, 1h or 1d, and not " + Names.shorten(text) + ".");
    }

    private static Aggregate aggregate(String text) {
        return Aggregate.parse(text)
                .orElseThrow(() -> malformed("aggregate must be none, sum, avg, min, max, p50, p90 or p99, not '"
                        + Names.shorten(text) + "'."));
    }

    private static boolean flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw malformed("rate must be true or false, not '" + Names.shorten(text) + "'.");
    }

    private static InstanceId instance(String text) {
        try {
            return InstanceId.parse(text);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage() + ".");
        }
    }

    private static FarspanException malformed(String detail) {
        return new FarspanException(ProblemCode.MALFORMED_REQUEST, detail);
    }
}
