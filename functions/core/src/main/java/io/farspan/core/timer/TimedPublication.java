package io.farspan.core.timer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.farspan.core.plugin.PluginHandler;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;

/**
 * Calls the plugin {@code publish} for the applications that the function's settings name, again and again until nothing is
 * left or the time is over. Thread-safe.
 */
public final class TimedPublication {

    private static final System.Logger LOG = System.getLogger(TimedPublication.class.getName());

    /** One call's time; the next one begins where its records were acknowledged. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    /** With less, no further call begins. */
    private static final Duration WORTHWHILE = Duration.ofSeconds(1);

    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final int MOST_PROBLEMS = 10;

    private final List<String> applications;
    private final PluginHandler plugins;

    /**
     * A publication of these applications' records.
     *
     * @param applications {@code farspan.publish.applications}
     */
    public TimedPublication(List<String> applications, PluginHandler plugins) {
        this.applications = List.copyOf(applications);
        this.plugins = plugins;
    }

    /** The setting {@code farspan.publish.applications}: names separated by commas; none by default. */
    public static List<String> applications(Function<String, Optional<String>> settings) {
        return settings.apply("farspan.publish.applications").stream()
                .flatMap(names -> Stream.of(names.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> Names.requireLabel("application in farspan.publish.applications", name))
                .toList();
    }

    /** Publishes for that long at most. Blocks; what fails is in the report and in the log. */
    public TimerReport run(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Sum sum = new Sum();
        if (applications.isEmpty()) {
            sum.problem("A timer called, but farspan.publish.applications names no application. Name those whose"
                    + " instances are here, or turn the timer off.");
        }
        for (int index = 0; index < applications.size(); index++) {
            long left = end - System.nanoTime();
            publish(applications.get(index), System.nanoTime() + left / (applications.size() - index), sum);
        }
        TimerReport report = new TimerReport(sum.records, sum.left, sum.problems);
        report.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
        return report;
    }

    private void publish(String application, long end, Sum sum) {
        boolean left = true;
        boolean moves = true;
        while (left && moves && end - System.nanoTime() > WORTHWHILE.toNanos()) {
            Duration time = Duration.ofNanos(Math.min(LONGEST_CALL.toNanos(), end - System.nanoTime()));
            try {
                PublishAnswer answer = call(application, time);
                sum.records += answer.records();
                left = answer.left();
                moves = answer.records() > 0;
                answer.problems()
                        .forEach((instance, problem) ->
                                sum.problem(application + ": " + instance + ": " + problem.detail()));
            } catch (IOException e) {
                sum.problem(application + ": the answer of '" + PublishCall.PLUGIN + "' cannot be used: "
                        + Json.explain(e));
                return;
            } catch (RuntimeException e) { // whatever it is, the next timer's call tries again
                sum.problem(application + ": '" + PublishCall.PLUGIN + "' failed: " + e.getMessage());
                return;
            }
        }
        sum.left |= left;
    }

    private PublishAnswer call(String application, Duration time) throws IOException {
        byte[] body = Json.write(new PublishCall(CollectCall.MOST_BYTES, false));
        PluginOutcome outcome = plugins.unattended(
                        PublishCall.PLUGIN, application, RawJson.slice(body, 0, body.length), time)
                .await()
                .atMost(time.plus(MARGIN))
                .outcomes()
                .get(0);
        Optional<Problem> problem = outcome.problem();
        if (problem.isPresent()) {
            throw new IllegalStateException(problem.get().detail());
        }
        try {
            return Json.wire().readValue(outcome.value().orElseThrow().toBytes(), PublishAnswer.class);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What has been published so far. */
    private static final class Sum {
        private long records;
        private boolean left;
        private final List<String> problems = new ArrayList<>();

        void problem(String problem) {
            if (problems.size() < MOST_PROBLEMS && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }
}
