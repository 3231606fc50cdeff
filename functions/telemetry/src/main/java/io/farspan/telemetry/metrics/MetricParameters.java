package io.farspan.telemetry.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParameters;
import io.farspan.telemetry.matching.LabelMatcher;
import io.farspan.telemetry.matching.MatchTime;

/** The parameters of a query of metrics, by name, as they stand in the URL. */
final class MetricParameters {

    /** The most steps, as in Prometheus. */
    static final int MOST_STEPS = 11_000;

    private static final int MOST_LABELS = 20;
    private static final Duration USUAL_RANGE = Duration.ofHours(1);
    private static final int USUAL_STEPS = 60;
    private static final Pattern STEP = Pattern.compile("([0-9]{1,6})([smhd]?)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    private final QueryParameters values;
    private final MatchTime time;

    MetricParameters(QueryParameters values, MatchTime time) {
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
        Instant to = values.instant("to").orElse(now);
        Instant from = values.instant("from").orElseGet(() -> to.minus(USUAL_RANGE));
        if (to.isBefore(from)) {
            throw QueryParameters.malformed("to must not be before from.");
        }
        Duration step = values.text("step")
                .map(MetricParameters::step)
                .orElseGet(() -> Duration.ofSeconds(
                        Math.max(1, Duration.between(from, to).toSeconds() / USUAL_STEPS)));
        if (Duration.between(from, to).toMillis() / step.toMillis() >= MOST_STEPS) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The range has more than " + MOST_STEPS + " steps. Make step longer, or the range shorter.");
        }
        List<String> labels = values.all("label");
        if (labels.size() > MOST_LABELS) {
            throw QueryParameters.malformed("label may be there " + MOST_LABELS + " times.");
        }
        return new MetricQuery(
                application,
                from,
                Grid.of(from, to, step),
                name(values.text("name").orElse("*")),
                labels.stream().map(label -> LabelMatcher.parse(label, time)).toList(),
                values.location(),
                values.instance(),
                values.text("aggregate").map(MetricParameters::aggregate).orElse(Aggregate.NONE),
                values.text("rate").map(MetricParameters::flag).orElse(false));
    }

    /** A name with '*' for any text. */
    private LabelMatcher name(String pattern) {
        String regex = Stream.of(pattern.split("\\*", -1))
                .map(com.google.re2j.Pattern::quote)
                .collect(Collectors.joining(".*"));
        return new LabelMatcher("name", LabelMatcher.Operator.MATCHES, regex, time);
    }

    private static Duration step(String text) {
        Matcher parts = STEP.matcher(text);
        if (parts.matches() && Integer.parseInt(parts.group(1)) > 0) {
            return Duration.ofSeconds(Integer.parseInt(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 1L));
        }
        throw QueryParameters.malformed(
                "step must be a time like 30, 30s, 5m, 1h or 1d, and not " + Names.shorten(text) + ".");
    }

    private static Aggregate aggregate(String text) {
        return Aggregate.parse(text)
                .orElseThrow(() ->
                        QueryParameters.malformed("aggregate must be none, sum, avg, min, max, p50, p90 or p99, not '"
                                + Names.shorten(text) + "'."));
    }

    private static boolean flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw QueryParameters.malformed("rate must be true or false, not '" + Names.shorten(text) + "'.");
    }
}
