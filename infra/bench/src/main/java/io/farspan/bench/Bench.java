package io.farspan.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** {@code infra/bench.sh NAME}: runs one measurement and ends with {@code key=value} lines. */
public final class Bench {

    private static final Map<String, Supplier<Measurement>> BENCHES = benches();

    private Bench() {}

    /** One measurement. */
    interface Measurement {
        /** Its figures, in the order to print them. */
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
        return benches;
    }

    /** Runs the measurement that the arguments name. */
    public static void main(String[] arguments) throws Exception {
        String name = String.join(" ", arguments);
        Supplier<Measurement> measurement = BENCHES.get(name);
        if (measurement == null) {
            System.err.println("'" + name + "' is not a measurement; there are " + String.join(", ", BENCHES.keySet()));
            System.exit(2);
            return;
        }
        Map<String, String> figures = measurement.get().run();
        figures.forEach((key, value) -> System.out.println(key + "=" + value));
        System.exit(0);
    }
}
