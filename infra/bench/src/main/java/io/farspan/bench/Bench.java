package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.farspan.local.stack.Artefacts;

/** {@code infra/bench.sh NAME}: runs one measurement and ends with {@code key=value} lines. */
public final class Bench {

    private static final int SHARES = Integer.getInteger("farspan.bench.shares", 5);
    private static final Map<String, Supplier<Measurement>> BENCHES = benches();

    private Bench() {}

    /** A measurement. */
    interface Measurement {
        /** The figures, in the order to print them. */
        Map<String, String> run() throws Exception;
    }

    private static Map<String, Supplier<Measurement>> benches() {
        Map<String, Supplier<Measurement>> benches = new LinkedHashMap<>();
        benches.put("overhead", OverheadBench::new);
        benches.put("fanout", FanOutBench::new);
        benches.put("coldstart", ColdStartBench::new);
        benches.put("first", FirstCallBench::new);
        benches.put("jconsole", JConsoleBench::new);
        benches.put("exporter", ExporterBench::new);
        benches.put("list", ListBench::new);
        benches.put("diagnosis", () -> new DiagnosisBench(false));
        benches.put("diagnosis further", () -> new DiagnosisBench(true));
        benches.put("failover", FailoverBench::new);
        benches.put("rehome", RehomeBench::new);
        benches.put("hostile", HostileBench::new);
        benches.put("agent", AgentBench::new);
        benches.put("soak", SoakBench::new);
        benches.put("telemetry", TelemetryBench::new);
        benches.put("scrape", ScrapeBench::new);
        return benches;
    }

    /** Runs the named measurement; {@code all} runs every one, {@code all --quick} a small run of a share of them. */
    public static void main(String[] arguments) {
        String name = String.join(" ", arguments);
        int exit;
        try {
            exit = name.equals("all") || name.equals("all --quick") ? all(name.endsWith("--quick")) : one(name);
        } catch (Exception e) {
            e.printStackTrace();
            exit = 1;
        }
        System.exit(exit);
    }

    private static int one(String name) throws Exception {
        Supplier<Measurement> measurement = BENCHES.get(name);
        if (measurement == null) {
            System.err.println("'" + name + "' is not a measurement. Use one of " + String.join(", ", BENCHES.keySet())
                    + ", and all, all --quick");
            return 2;
        }
        Map<String, String> figures = measurement.get().run();
        figures.forEach((key, value) -> System.out.println(key + "=" + value));
        return 0;
    }

    /** The names of all measurements, in the order in which {@code all} runs them. */
    static Set<String> names() {
        return BENCHES.keySet();
    }

    /** Every fifth measurement, by default; which ones, the commit's hash decides: CI's time is limited. */
    private static Set<String> share(String commit) {
        List<String> names = List.copyOf(BENCHES.keySet());
        int first = Math.floorMod(commit.hashCode(), SHARES);
        return IntStream.range(0, names.size())
                .filter(number -> number % SHARES == first)
                .mapToObj(names::get)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static int all(boolean quick) throws IOException, InterruptedException {
        Path root = Artefacts.find().root();
        Path logs = root.resolve("infra/bench/target/all");
        String commit = Machine.commit(root);
        String machine = Machine.describe();
        List<BenchRun> runs = new AllBenches(logs, quick).run(quick ? share(commit) : BENCHES.keySet());
        Path page = quick ? logs.resolve("RESULTS.md") : root.resolve("infra/bench/RESULTS.md");
        new ResultsPage(LocalDate.now(ZoneOffset.UTC), commit, machine, runs).addTo(page);
        System.out.println(
                "wrote " + root.relativize(page) + "; what each bench printed is in " + root.relativize(logs));
        return runs.stream().allMatch(run -> run.failure().isEmpty()) ? 0 : 1;
    }
}
