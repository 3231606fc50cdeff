package io.farspan.cli.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;
import io.farspan.cli.session.Watch;

/** Shows stored metrics. */
@Command(
        name = "metrics",
        description = "Shows stored metrics: the last value, the range and the trend of each series.")
public final class MetricsCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final Watch watch = new Watch();

    @Option(
            names = "--attribute",
            paramLabel = "EXPRESSION",
            description = "attribute=value, != , =~ or !~; may be repeated.")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--aggregate",
            paramLabel = "NAME",
            description = "Over instances: sum, avg, min, max, p50, p90, p99.")
    private Optional<String> aggregate = Optional.empty();

    @Option(names = "--rate", description = "What counters grow by in a second.")
    private boolean rate;

    @Option(names = "--since", paramLabel = "TIME", description = "An instant, or how long ago (default: 1h).")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "An instant, or how long ago.")
    private Optional<String> until = Optional.empty();

    @Option(names = "--step", paramLabel = "TIME", description = "30s, 5m, 1h … (default: a sixtieth of the time).")
    private Optional<String> step = Optional.empty();

    @Parameters(
            arity = "1..2",
            paramLabel = "WORD",
            description =
                    "[TARGET] NAME: OpenTelemetry's name of a metric, such as jvm.memory.used; * stands for any text.")
    private List<String> words = List.of();

    /** The command. */
    public MetricsCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty());
        if (asked.primary()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Metrics are of an instance, not of whichever is the primary one.");
        }
        return watch.run(session, () -> {
            JsonNode report = session.during("reading metrics of " + asked, () -> session.home()
                    .get(Session.path(asked, "/metrics"), query(asked)));
            session.show(report, () -> table(report), () -> names(report));
            if (session.isForPeople() && report.path("series").isEmpty()) {
                session.terminal()
                        .note("No series of " + asked
                                + " has that name and these attributes in that time; '*' lists all.");
            }
            return report.path("series").isEmpty() ? ExitCode.NOT_FOUND : ExitCode.OK;
        });
    }

    private Query query(Target asked) {
        Query query = new Query()
                .with("name", words.get(words.size() - 1))
                .with(
                        "from",
                        since.map(text -> Times.instant(
                                "--since", text, session.surroundings().clock())))
                .with(
                        "to",
                        until.map(text -> Times.instant(
                                "--until", text, session.surroundings().clock())))
                .with("step", step)
                .with("aggregate", aggregate);
        attributes.forEach(expression -> query.with("label", expression));
        if (rate) {
            query.with("rate", "true");
        }
        return asked.instance().isPresent()
                ? query.with("instance", asked.instanceId())
                : query.with("location", asked.location());
    }

    private static List<String> names(JsonNode report) {
        return report.path("series")
                .valueStream()
                .map(series -> series.path("name").asText())
                .distinct()
                .toList();
    }

    private static Table table(JsonNode report) {
        Table table = Table.of("METRIC", "INSTANCE", "ATTRIBUTES", "LAST", "MIN", "MAX", "UNIT", "TREND");
        for (JsonNode series : report.path("series")) {
            Trend trend = Trend.of(series.path("values"));
            table.row(
                    series.path("name").asText(),
                    series.path("instance")
                            .asText("(" + report.path("aggregate").asText() + " of "
                                    + series.path("instances").asText() + ")"),
                    series.path("attributes").properties().stream()
                            .map(attribute -> attribute.getKey() + "="
                                    + attribute.getValue().asText())
                            .collect(Collectors.joining(",")),
                    trend.last(),
                    trend.least(),
                    trend.most(),
                    series.path("unit").asText(""),
                    trend.line());
        }
        return table;
    }
}
