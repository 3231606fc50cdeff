package io.farspan.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * The time until a standby takes over when home is killed, isolated, stopped for 30 s and resumed, or stopped until
 * about the time at which the standby takes over. Measured is the time until {@code _tool} points to the standby and a
 * change succeeds there. Two writers try to change an instance through both routers all the time; the epochs of the
 * changes that the functions admitted are read from their logs, which share one clock as they are on one machine.
 */
final class RehomeBench implements Bench.Measurement {

    private static final int REPETITIONS = Effort.repetitions(5, 1);
    private static final int LIMIT_SECONDS = 60;
    private static final Pattern CHANGE = Pattern.compile("change of shop under epoch ([0-9]+) for .* at ([^ ]+Z)");

    /** A way to lose home, and for how long it is stopped. */
    private enum Loss {
        KILLED(0, 0),
        CUT_OFF(0, 0),
        PAUSED(30, 30),
        /** Around the time at which the standby takes over, 9 to 12 s after home stopped. */
        AT_THE_EDGE(7, 14);

        private final double least;
        private final double most;

        Loss(double least, double most) {
            this.least = least;
            this.most = most;
        }

        private double seconds() {
            return least + (most - least) * Math.random();
        }
    }

    private final List<Double> times = new ArrayList<>();
    private int changes;
    private int twoHomes;

    @Override
    public Map<String, String> run() throws Exception {
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (Loss loss : Effort.isQuick() ? List.of(Loss.KILLED) : List.of(Loss.values())) {
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
        figures.put("n", Integer.toString(sorted.length));
        figures.put("changes_in_the_logs", Integer.toString(changes));
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
                throw new IllegalStateException("Home admits no change: " + first.lastAnswer());
            }
            Thread.sleep(50);
        }
        Thread.sleep(6_000 + (long) (5_000 * Math.random()));
        long started = System.nanoTime();
        double pause = loss.seconds();
        boolean paused = pause > 0;
        lose(stack, loss);
        double took = Double.NaN;
        while (seconds(started) < LIMIT_SECONDS && (Double.isNaN(took) || paused)) {
            if (Double.isNaN(took)
                    && second.changed()
                    && standby.map().at("/tool/host").asText().startsWith("router.aws1.")) {
                took = seconds(started);
            }
            if (paused && seconds(started) >= pause) {
                stack.child("router").signal("CONT");
                paused = false;
                if (loss == Loss.AT_THE_EDGE) {
                    break;
                }
            }
            Thread.sleep(20);
        }
        // Long enough for the old home to retry what it had begun.
        Thread.sleep(8_000);
        if (loss == Loss.CUT_OFF) {
            mend(stack);
            Thread.sleep(8_000);
        }
        first.end();
        second.end();
        int overlaps = overlaps(stack);
        twoHomes += overlaps;
        if (loss != Loss.AT_THE_EDGE) {
            times.add(Double.isNaN(took) ? LIMIT_SECONDS : took);
        }
        System.out.printf(
                "%-11s %s; %d changes by the old home, %d by the new; overlaps %d%n",
                loss,
                Double.isNaN(took)
                        ? "not re-homed" + (pause > 0 ? ", it stood still for %.1f s".formatted(pause) : "")
                        : "re-homed after %5.2f s".formatted(took),
                first.count(),
                second.count(),
                overlaps);
    }

    private static void lose(LocalStack stack, Loss loss) throws IOException, InterruptedException {
        switch (loss) {
            case KILLED -> stack.child("router").kill();
            case PAUSED, AT_THE_EDGE -> stack.child("router").signal("STOP");
            case CUT_OFF -> {
                for (String way : ways()) {
                    stack.way(way.split(" ", 2)[0], way.split(" ", 2)[1]).suffer(LinkFault.DROP);
                }
                stack.network("router").suffer(LinkFault.DROP);
            }
        }
    }

    private static void mend(LocalStack stack) throws IOException, InterruptedException {
        for (String way : ways()) {
            stack.way(way.split(" ", 2)[0], way.split(" ", 2)[1]).suffer(LinkFault.NONE);
        }
        stack.network("router").suffer(LinkFault.NONE);
    }

    private static List<String> ways() {
        List<String> ways = new ArrayList<>();
        for (String location : LocalStack.LOCATIONS.keySet()) {
            ways.add("router function:" + location);
            ways.add("function:" + location + " router");
        }
        return ways;
    }

    /** A change that a function admitted. */
    private record Change(Instant at, long epoch) {}

    /** The number of changes of a lower epoch that any function admitted after one of a higher epoch. */
    private int overlaps(LocalStack stack) throws IOException {
        List<Change> all = new ArrayList<>();
        for (String location : LocalStack.LOCATIONS.keySet()) {
            for (List<String> log : stack.functionLogs(location)) {
                log.stream()
                        .map(CHANGE::matcher)
                        .filter(Matcher::find)
                        .map(line -> new Change(Instant.parse(line.group(2)), Long.parseLong(line.group(1))))
                        .forEach(all::add);
            }
        }
        all.sort(Comparator.comparing(Change::at));
        changes += all.size();
        int overlaps = 0;
        long highest = 0;
        for (Change change : all) {
            overlaps += change.epoch < highest ? 1 : 0;
            highest = Math.max(highest, change.epoch);
        }
        return overlaps;
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Changes an attribute of every instance repeatedly through one router. */
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
                    // This router is down, and may come back.
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
