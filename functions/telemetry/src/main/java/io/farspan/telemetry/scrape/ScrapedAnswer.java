package io.farspan.telemetry.scrape;

import java.util.List;
import java.util.TreeMap;

import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.MBeanValues;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.rules.RuleSet;

/** Turns an application's answer to the rules' requests into the text of a scrape. What did not answer is a metric too. */
final class ScrapedAnswer {

    static final Metric INSTANCE_UP = new Metric(
            "farspan.instance.up",
            "",
            MetricType.GAUGE,
            "Whether the instance answered Farspan during this scrape. Its other metrics are missing when it is 0.");
    static final Metric LOCATION_UP = new Metric(
            "farspan.location.up",
            "",
            MetricType.GAUGE,
            "Whether any instance of the location answered Farspan during this scrape.");
    private static final Metric UNANSWERED = new Metric(
            "farspan.instance.unanswered_requests",
            "{request}",
            MetricType.GAUGE,
            "Requests of this scrape that an instance was not asked or did not answer, although it answered others.");

    private final RuleSet rules;
    private final int mostSeries;
    private final ByteBudget.Share room;
    private final String application;
    private final Exposition text;

    private ScrapedAnswer(Scrape scrape, RuleSet rules, int mostSeries, ByteBudget.Share room) {
        this.rules = rules;
        this.mostSeries = mostSeries;
        this.room = room;
        this.application = scrape.application();
        this.text = new Exposition(scrape.format(), room::take);
    }

    /**
     * The text.
     *
     * @param room the memory for it while it is written
     * @throws FarspanException {@code TOO_MUCH}
     */
    static byte[] write(Scrape scrape, UnifiedAnswer answer, RuleSet rules, int mostSeries, ByteBudget.Share room) {
        ScrapedAnswer written = new ScrapedAnswer(scrape, rules, mostSeries, room);
        written.locations(answer);
        answer.outcomes().forEach(written::instance);
        return written.text.toBytes();
    }

    private void locations(UnifiedAnswer answer) {
        TreeMap<String, Boolean> up = new TreeMap<>();
        answer.problems().keySet().forEach(location -> up.put(location, false));
        answer.outcomes()
                .forEach(outcome ->
                        up.merge(outcome.location(), outcome.responses().isPresent(), Boolean::logicalOr));
        up.forEach((location, answered) -> add(LOCATION_UP, Labels.of(location), answered ? 1 : 0, location));
    }

    private void instance(Outcome outcome) {
        InstanceId id = outcome.instance();
        Labels labels = Labels.of(id);
        add(INSTANCE_UP, labels, outcome.responses().isPresent() ? 1 : 0, id.toString());
        if (outcome.responses().isEmpty()) {
            return;
        }
        List<RawJson> responses = outcome.responses().get();
        List<JolokiaRequest> requests = rules.requests();
        long unanswered = requests.size()
                - responses.size()
                + responses.stream().filter(JolokiaResponse::isProblem).count();
        add(UNANSWERED, labels, unanswered, id.toString());
        for (MetricPoint point : rules.apply(MBeanValues.ofResponses(requests, responses))) {
            check(text.add(id, point), id.toString());
        }
    }

    private void add(Metric metric, Labels labels, double value, String of) {
        check(text.add(metric, labels, value), of);
    }

    private void check(boolean held, String of) {
        if (!held) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The scrape of " + application + " was given up at " + of + ", after " + text.series()
                            + " series: at most " + room.limits()
                            + " are used to write scrapes at a time. Scrape location by location, with ?location=,"
                            + " or not everything at the same time.");
        }
        if (text.series() > mostSeries) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The scrape of " + application + " has more than " + mostSeries
                            + " series; the limit was reached at " + of + ". Scrape location by location, with"
                            + " ?location=, use fewer rules (farspan.telemetry.metrics.targets), or raise"
                            + " farspan.telemetry.scrape.max-series.");
        }
    }
}
