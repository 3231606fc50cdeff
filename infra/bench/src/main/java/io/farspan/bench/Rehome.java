package io.farspan.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.local.proxy.Fault;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * Home is lost in three ways: killed, cut off from everyone, stopped for 30 s and let go on. Measured is the time until
 * {@code _tool} points to the standby and a change goes through there. Two writers try to change an instance through both
 * routers all the while; which epochs the functions let through, and in which order, is read from their own logs.
 */
final class Rehome implements Bench.Measurement {

    private static final int REPETITIONS = Integer.getInteger("farspan.bench.repetitions", 5);
    private static final int PAUSE_SECONDS = 30;
    private static final int LIMIT_SECONDS = 60;
    private static final Pattern CHANGE = Pattern.compile("change of shop under epoch ([0-9]+)");

    /** A way to lose home. */
    private enum Loss {
        KILLED,
        CUT_OFF,
        PAUSED
    }

    private final List<Double> times = new ArrayList<>();
    private int twoHomes;

    @Override
    public Map<String, String> run() throws Exception {
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (Loss loss : Loss.values()) {
                try (LocalStack stack = LocalStack.start(
                        StackOptions.usual().withInstances(1).withStandby().withFaults(), line -> {})) {
                    measure(stack, loss);
                }
            }
        }
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.println(Arrays.toString(sorted));
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("runs", Integer.toString(sorted.length));
        figures.put("rehome_p50_ms", "%.0f".formatted(1_000 * sorted[sorted.length / 2]));
        figures.put(
                "rehome_p95_ms",
                "%.0f two_homes_acting=%d"
                        .formatted(1_000 * sorted[Math.max(0, (sorted.length * 95 + 99) / 100 - 1)], twoHomes));
        return figures;
    }

    private void measure(LocalStack stack, Loss loss) throws Exception {
        HomeApi home = new HomeApi(stack, stack.router());
        HomeApi standby = new HomeApi(stack, stack.standby().orElseThrow());
        Writer first = new Writer(home);
        Writer second = new Writer(standby);
        first.start();
        second.start();
        long begun = System.nanoTime();
        while (!first.changed()) {
            if (seconds(begun) > LIMIT_SECONDS) {
                throw new IllegalStateException("Home lets no change through: " + first.lastAnswer());
            }
            Thread.sleep(50);
        }
        Thread.sleep(6_000 + (long) (5_000 * Math.random()));
        long started = System.nanoTime();
        lose(stack, loss);
        double took = Double.NaN;
        while (seconds(started) < LIMIT_SECONDS && Double.isNaN(took)) {
            if (standby.map().at("/tool/host").asText().startsWith("router.aws1.") && second.changed()) {
                took = seconds(started);
            }
            Thread.sleep(50);
        }
        while (loss == Loss.PAUSED && seconds(started) < PAUSE_SECONDS) {
            Thread.sleep(50);
        }
        if (loss == Loss.PAUSED) {
            stack.child("router").signal("CONT");
        }
        // Long enough for the old home to try what it had begun, and again.
        Thread.sleep(8_000);
        if (loss == Loss.CUT_OFF) {
            mend(stack);
            Thread.sleep(8_000);
        }
        first.end();
        second.end();
        int overlaps = overlaps(stack);
        twoHomes += overlaps;
        times.add(Double.isNaN(took) ? LIMIT_SECONDS : took);
        System.out.printf(
                "%-8s re-homed after %5.2f s; %d changes by the old home, %d by the new; overlaps %d%n",
                loss, took, first.count(), second.count(), overlaps);
    }

    private static void lose(LocalStack stack, Loss loss) throws IOException, InterruptedException {
        switch (loss) {
            case KILLED -> stack.child("router").kill();
            case PAUSED -> stack.child("router").signal("STOP");
            case CUT_OFF -> {
                for (String way : ways()) {
                    stack.way(way.split(" ", 2)[0], way.split(" ", 2)[1]).suffer(Fault.DROP);
                }
                stack.view("router").suffer(Fault.DROP);
            }
        }
    }

    private static void mend(LocalStack stack) throws IOException, InterruptedException {
        for (String way : ways()) {
            stack.way(way.split(" ", 2)[0], way.split(" ", 2)[1]).suffer(Fault.NONE);
        }
        stack.view("router").suffer(Fault.NONE);
    }

    private static List<String> ways() {
        List<String> ways = new ArrayList<>();
        for (String location : LocalStack.LOCATIONS.keySet()) {
            ways.add("router function:" + location);
            ways.add("function:" + location + " router");
        }
        return ways;
    }

    /** How often a function let a change of a lower epoch through after one of a higher. */
    private static int overlaps(LocalStack stack) throws IOException {
        int overlaps = 0;
        for (String location : LocalStack.LOCATIONS.keySet()) {
            for (List<String> log : stack.functionLogs(location)) {
                long highest = 0;
                for (String line : log) {
                    Matcher change = CHANGE.matcher(line);
                    if (change.find()) {
                        long epoch = Long.parseLong(change.group(1));
                        overlaps += epoch < highest ? 1 : 0;
                        highest = Math.max(highest, epoch);
                    }
                }
            }
        }
        return overlaps;
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Changes an attribute of every instance, again and again, through one router. */
    private static final class Writer {

        private static final String WRITE =
                "{\"select\":\"all\",\"requests\":[{\"type\":\"write\",\"mbean\":\"shop:type=Orders\","
                        + "\"attribute\":\"LargeOrder\",\"value\":%d}],\"deadlineMs\":2000}";

        private final HomeApi router;
        private final Thread thread = new Thread(this::write, "writer");
        private volatile boolean ended;
        private volatile int count;
        private volatile String lastAnswer = "none yet";

        Writer(HomeApi router) {
            this.router = router;
            thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        boolean changed() {
            return count > 0;
        }

        String lastAnswer() {
            return lastAnswer;
        }

        int count() {
            return count;
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join(5_000);
        }

        private void write() {
            while (!ended) {
                try {
                    JsonNode answer = router.post("/calls", WRITE.formatted(10_000 + count));
                    lastAnswer = answer.toString();
                    count += answer.at("/outcomes/0/responses/0/status").asInt() == 200 ? 1 : 0;
                    Thread.sleep(100);
                } catch (IOException e) {
                    // This router is down; it may come back.
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
