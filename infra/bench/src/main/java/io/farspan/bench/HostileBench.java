package io.farspan.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.farspan.local.load.HostileRun;
import io.farspan.local.load.UserTraffic;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * The latency of an application's users while a viewer makes the heaviest calls possible: first the sample application,
 * then an unmodified Tomcat with 128 MB. The latency without the viewer is measured in the same run.
 */
final class HostileBench implements Bench.Measurement {

    private static final Duration QUIET = Duration.ofSeconds(Effort.of(15, 2));
    private static final Duration ATTACK =
            Duration.ofSeconds(Integer.getInteger("farspan.hostile.seconds", Effort.of(60, 30, 4)));

    @Override
    public Map<String, String> run() throws Exception {
        Map<String, String> figures = new LinkedHashMap<>();
        int errors = 0;
        int moves = 0;
        int verdicts = 0;
        try (LocalStack stack = LocalStack.start(StackOptions.usual().withTomcat(), line -> {})) {
            Map<String, HostileRun> runs = new LinkedHashMap<>();
            runs.put("shop", HostileRun.atShop(stack));
            runs.put("tomcat", HostileRun.atTomcat(stack));
            for (Map.Entry<String, HostileRun> run : runs.entrySet()) {
                HostileRun.Result result = run.getValue().run(QUIET, ATTACK);
                print(run.getKey(), result, figures);
                errors += result.attacked().errors().size();
                moves += result.moves().size();
                verdicts += result.verdicts().size();
            }
        }
        figures.put("user_errors", errors + " moves=" + moves + " verdicts=" + verdicts);
        return figures;
    }

    private static void print(String name, HostileRun.Result result, Map<String, String> figures) {
        result.answers().forEach((call, count) -> System.out.printf("%-6s %-58s %6d%n", name, call, count));
        System.out.println(name + " verdicts " + result.verdicts() + ", decisions " + result.decisions() + ", looks "
                + result.looks() + " and " + result.unansweredLooks() + " unanswered");
        result.attacked().errors().stream()
                .distinct()
                .limit(5)
                .forEach(error -> System.out.println(name + " " + error));
        Samples quiet = samples(result.quiet());
        Samples attacked = samples(result.attacked());
        quiet.print(name + "'s users, left alone");
        attacked.print(name + "'s users, beside heavy calls");
        for (int percent : new int[] {50, 99}) {
            figures.put(name + "_p" + percent + "_ms", "%.2f".formatted(attacked.millis(percent)));
            figures.put(name + "_p" + percent + "_ms@alone", "%.2f".formatted(quiet.millis(percent)));
        }
    }

    private static Samples samples(UserTraffic.Period period) {
        Samples samples = new Samples();
        period.nanos().forEach(samples::add);
        return samples;
    }
}
