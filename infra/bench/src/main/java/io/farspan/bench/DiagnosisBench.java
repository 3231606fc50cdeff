package io.farspan.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * The labelled faults of FAULTS.md, or with {@code further} more of the kind, each several times at random phase,
 * against a running stack that may move traffic. A case is right when exactly the expected verdicts hold at its end;
 * for a healthy case, when there never was a verdict. The time to a verdict is the time until exactly the expected ones
 * first held.
 */
final class DiagnosisBench implements Bench.Measurement {

    private static final int REPETITIONS = Effort.repetitions(5, 1);
    /** A killed instance, a function that answers 429, and of the further ones a function that stands still. */
    private static final String QUICK_CASES = "(1|8|42) .*";

    private static final String EVERY = ".*";

    private static final String ONLY =
            System.getProperty("farspan.bench.cases", Effort.isQuick() ? QUICK_CASES : EVERY);
    private static final long POLL_MILLIS = 100;
    private static final int HEAL_SECONDS = 60;
    private static final int CALM_MILLIS = 3_000;
    private static final int SETTLE_MILLIS = Effort.of(10_000, 3_000);
    private static final Map<String, String> SETTINGS = Map.of("FARSPAN_FAILOVER_COOLDOWN", "1s");

    private final Random random = new Random();
    private final Map<String, Map<String, Integer>> confusion = new TreeMap<>();
    private final List<Double> times = new ArrayList<>();
    private int wrongShifts;
    private int strays;
    private final boolean further;
    /** One of so many cases is measured, beginning with another each day. */
    private final int share;

    DiagnosisBench(boolean further) {
        this.further = further;
        this.share = ONLY.equals(EVERY) ? Effort.of(1, further ? 3 : 2, 1) : 1;
    }

    @Override
    public Map<String, String> run() throws Exception {
        Optional<ShiftedClock> clock = ShiftedClock.make();
        if (clock.isEmpty()) {
            System.out.println("cases 19 and 29 are left out: they need a C compiler (cc) to shift a process's clock");
        }
        StackOptions options = StackOptions.usual()
                .withFaults()
                .withFunctionEnvironment(
                        "az1", clock.map(ShiftedClock::environment).orElse(Map.of()))
                .withRouterSettings(SETTINGS);
        try (LocalStack stack = LocalStack.start(options, System.out::println)) {
            HomeApi home = new HomeApi(stack, stack.router());
            awaitHealthy(home);
            Thread.sleep(SETTLE_MILLIS);
            FaultCases faults = further ? new FurtherCases(stack, home, clock) : new LabelledCases(stack, home, clock);
            List<FaultCase> cases = faults.all();
            for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                for (int number = 0; number < cases.size(); number++) {
                    FaultCase fault = cases.get(number);
                    if (fault.name().matches(ONLY)
                            && (number + LocalDate.now(ZoneOffset.UTC).getDayOfYear()) % share == 0) {
                        measure(home, fault);
                    }
                }
            }
        }
        if (!further && "18 certificate expired".matches(ONLY)) {
            try (LocalStack stack = LocalStack.start(
                    StackOptions.usual().withFaults().withTls().withRouterSettings(SETTINGS), System.out::println)) {
                HomeApi home = new HomeApi(stack, stack.router());
                awaitHealthy(home);
                Thread.sleep(SETTLE_MILLIS);
                FaultCase expired = new LabelledCases(stack, home, clock).expired();
                for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                    measure(home, expired);
                }
            }
        }
        return figures();
    }

    private void measure(HomeApi home, FaultCase fault) throws Exception {
        Map<String, Integer> weights = home.weights();
        Thread.sleep(random.nextInt(1_000));
        fault.inject().run();
        long started = System.nanoTime();
        double right = Double.NaN;
        Set<String> wrong = new TreeSet<>();
        Set<String> verdicts = Set.of();
        boolean everWrong = false;
        Map<String, Integer> shifted = weights;
        while (seconds(started) < fault.hold()) {
            verdicts = home.verdicts();
            boolean now = verdicts.equals(fault.expected());
            if (now && Double.isNaN(right)) {
                right = seconds(started);
            }
            for (String verdict : verdicts) {
                if (!fault.expected().contains(verdict)) {
                    wrong.add(verdict);
                    everWrong = true;
                }
            }
            Map<String, Integer> moved = home.weights();
            shifted = moved.isEmpty() ? shifted : moved;
            Thread.sleep(POLL_MILLIS);
        }
        boolean healthy = fault.expected().isEmpty();
        boolean good = healthy ? !everWrong : verdicts.equals(fault.expected());
        String predicted = good
                ? fault.label()
                : verdicts.stream()
                        .filter(verdict -> !fault.expected().contains(verdict))
                        .findFirst()
                        .or(() -> wrong.stream().findFirst().filter(it -> healthy))
                        .map(FaultCase::kind)
                        .orElse("HEALTHY");
        boolean shift = !shifted.equals(weights) && !fault.mayShift();
        wrongShifts += shift ? 1 : 0;
        strays += wrong.isEmpty() ? 0 : 1;
        count(fault.label(), predicted);
        if (!healthy) {
            times.add(Double.isNaN(right) ? fault.hold() : right);
        }
        System.out.printf(
                "%-38s %-22s %5.2f s %s%s%s%n",
                fault.name(),
                predicted,
                right,
                good ? "" : "WRONG, at the end " + verdicts,
                wrong.isEmpty() ? "" : "  also seen " + wrong,
                shift ? "  WRONG SHIFT to " + shifted : "");
        fault.mend().run();
        double mended = awaitHealthy(home);
        if (fault.name().startsWith("20 ")) {
            count("HEALTHY", Double.isNaN(mended) ? "LINK_DOWN" : "HEALTHY");
        }
        Map<String, Integer> now = home.weights();
        if (!now.equals(weights)) {
            home.weights(weights);
        }
        Thread.sleep(CALM_MILLIS);
    }

    private void count(String label, String predicted) {
        confusion.computeIfAbsent(label, key -> new TreeMap<>()).merge(predicted, 1, Integer::sum);
    }

    /** Waits until all is healthy, and returns how long that took. */
    private static double awaitHealthy(HomeApi home) throws Exception {
        long started = System.nanoTime();
        while (seconds(started) < HEAL_SECONDS) {
            if (home.verdicts().isEmpty()) {
                return seconds(started);
            }
            Thread.sleep(POLL_MILLIS);
        }
        System.out.println("not healthy after " + HEAL_SECONDS + " s: " + home.verdicts());
        return Double.NaN;
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private Map<String, String> figures() {
        Set<String> labels = new TreeSet<>(confusion.keySet());
        confusion.values().forEach(row -> labels.addAll(row.keySet()));
        System.out.println("\nconfusion: label, then how often each verdict was given");
        confusion.forEach((label, row) -> System.out.printf("%-22s %s%n", label, row));
        double sum = 0;
        for (String label : confusion.keySet()) {
            int hits = confusion.get(label).getOrDefault(label, 0);
            int given = confusion.values().stream()
                    .mapToInt(row -> row.getOrDefault(label, 0))
                    .sum();
            int there = confusion.get(label).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            sum += given + there == 0 ? 0 : 2.0 * hits / (given + there);
        }
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        Map<String, String> figures = new LinkedHashMap<>();
        System.out.println(
                Arrays.stream(sorted).mapToObj(time -> "%.1f".formatted(time)).toList());
        figures.put("n", Integer.toString(REPETITIONS));
        figures.put("cases", Integer.toString(sorted.length));
        figures.put("p50_ms", "%.0f".formatted(1_000 * sorted[sorted.length / 2]));
        figures.put("with_other_verdicts_meanwhile", Integer.toString(strays));
        figures.put(
                "macro_f1",
                "%.3f p95_ms=%.0f wrong_shifts=%d"
                        .formatted(
                                sum / confusion.size(),
                                1_000 * sorted[Math.max(0, (sorted.length * 95 + 99) / 100 - 1)],
                                wrongShifts));
        return figures;
    }
}
