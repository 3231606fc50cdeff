package io.farspan.bench;

import java.util.Map;

/** {@code infra/bench.sh NAME}: runs one measurement and ends with {@code key=value} lines. */
public final class Bench {

    private Bench() {}

    /** One measurement. */
    interface Measurement {
        /** Its figures, in the order to print them. */
        Map<String, String> run() throws Exception;
    }

    /** Runs the measurement that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        Measurement measurement =
                switch (name) {
                    case "overhead" -> new OverheadBench();
                    case "fanout" -> new FanOutBench();
                    case "coldstart" -> new ColdStartBench();
                    case "jconsole" -> new JConsoleBench();
                    case "list" -> new ListBench();
                    case "diagnosis" -> new DiagnosisBench(arguments.length > 1 && arguments[1].equals("further"));
                    case "failover" -> new FailoverBench();
                    case "rehome" -> new RehomeBench();
                    case "hostile" -> new HostileBench();
                    default ->
                        throw new IllegalArgumentException(
                                "'" + name
                                        + "' is no measurement; there are overhead, fanout, coldstart, jconsole, list, diagnosis, failover, rehome and hostile");
                };
        Map<String, String> figures = measurement.run();
        figures.forEach((key, value) -> System.out.println(key + "=" + value));
        System.exit(0);
    }
}
