package io.farspan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Numbered lines of six instances in three locations: from the first one written to a log file until the last one is
 * committed at home, with all hops on this machine. Beside it COPY of the same rows into a table made like theirs, and
 * rsyslog. Then the time from a line written until a follower has it, searches by regular expression, and what is lost or
 * doubled when processes are killed.
 */
final class TelemetryBench implements Bench.Measurement {

    private static final int LINES = Integer.getInteger("farspan.bench.lines", Effort.of(2_000_000, 600_000, 60_000));
    private static final int WARM = Effort.of(300_000, 6_000);
    private static final int PROBES = Effort.of(200, 100, 20);
    private static final int SEARCHES = Effort.of(40, 20, 5);
    private static final int KILLS = Effort.of(5, 2, 1);
    private static final String RSYSLOG_RATIO = "rsyslog_ratio";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration VISIBLE = Duration.ofSeconds(30);
    private static final long PROBE_MILLIS = 100;
    private static final double MEGABYTE = 1e6;
    private static final double MICROS = 1e6;
    private static final int OK = 200;
    private static final int TOO_MUCH = 429;

    /** In the last line of a search that took too long. */
    private static final String PARTIAL = ",\"partial\":true,\"searched\":\"";

    /** How many rows are searched; the measure is {@code -Dfarspan.bench.rows=20000000}. */
    private static final long ROWS = Long.getLong("farspan.bench.rows", 0);

    @Override
    public Map<String, String> run() throws Exception {
        StackOptions options =
                StackOptions.usual().withLogs().withoutStockAgent().withInstanceClass(QuietShop.class);
        try (LocalStack stack = LocalStack.start(options, System.out::println);
                LogTablePeer table = new LogTablePeer(stack.store())) {
            LineFiles files = new LineFiles(files(stack));
            files.append(WARM);
            await(table, WARM);
            Map<String, Double> cpuBefore = ProcessUse.cpuSeconds(stack.children());
            long begin = System.nanoTime();
            long bytes = files.append(LINES);
            await(table, WARM + LINES);
            double seconds = secondsSince(begin);
            Map<String, Double> cpu = ProcessUse.cpuSeconds(stack.children());
            cpu.replaceAll((part, used) -> used - cpuBefore.getOrDefault(part, 0.0));
            System.out.printf("%d lines in %.1f s, with these seconds of CPU: %s%n", LINES, seconds, cpu);
            Samples follow = follow(stack, files);
            Path rows = table.prepare(stack.work());
            double copyCpuBefore = sum(ProcessUse.cpuSeconds(List.of(stack.child("postgres"))));
            begin = System.nanoTime();
            long copied = table.copy(rows);
            double copy = copied / secondsSince(begin);
            double copyCpu = sum(ProcessUse.cpuSeconds(List.of(stack.child("postgres")))) - copyCpuBefore;
            System.out.printf("COPY of %d rows in %.1f s, with %.1f s of CPU%n", copied, copied / copy, copyCpu);
            Map<String, String> rsyslog = new RsyslogRun(stack, LINES, KILLS).figures(LINES / seconds);
            table.grow(ROWS);
            Samples search = new Samples();
            Map<Integer, Integer> shortened = search(stack, search);
            follow.print("a line written until a follower has it");
            search.print("search by regular expression");
            LineTally killed = new KillRun(
                            files, table.arrivalsFrom(Instant.now().minusSeconds(60)), KillRun.BURST, PATIENCE)
                    .run(kills(stack));
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("n", Integer.toString(LINES));
            figures.put("rows_per_s", "%.0f".formatted(LINES / seconds));
            figures.put("rows_per_s@copy", "%.0f".formatted(copy));
            figures.put("mb_per_s", number(bytes / MEGABYTE / seconds));
            figures.put("cpu_us_per_row", number(sum(cpu) * MICROS / LINES));
            figures.put("cpu_us_per_row@copy", number(copyCpu * MICROS / copied));
            figures.put("lost", Long.toString(killed.lost()));
            figures.put("doubled", Long.toString(killed.doubled()));
            String rsyslogRatio = rsyslog.remove(RSYSLOG_RATIO);
            figures.putAll(rsyslog);
            figures.put("follow_p50_ms", number(follow.millis(50)));
            figures.put("search_rows", Long.toString(Math.max(copied, ROWS)));
            figures.put("search_refused", shortened.getOrDefault(TOO_MUCH, 0) + "/" + SEARCHES);
            figures.put("search_partial", shortened.getOrDefault(OK, 0) + "/" + SEARCHES);
            figures.put(
                    "copy_ratio",
                    number(LINES / seconds / copy)
                            + (rsyslogRatio == null ? "" : " " + RSYSLOG_RATIO + "=" + rsyslogRatio)
                            + " follow_p99_ms=" + number(follow.millis(99)) + " search_p95_ms="
                            + number(search.millis(95)));
            return figures;
        }
    }

    /** Of an instance with its agent, a location's function and home, as often as the peers' processes are killed. */
    private static List<KillRun.Kill> kills(LocalStack stack) {
        List<KillRun.Kill> kills = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            for (String name : List.of("instance:dc1/i-1", "function:aws1", "router")) {
                kills.add(() -> stack.replace(name));
            }
        }
        return kills;
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<Path> files(LocalStack stack) {
        List<Path> files = new ArrayList<>();
        for (String location : LocalStack.LOCATIONS.keySet()) {
            for (int number = 1; number <= 2; number++) {
                files.add(stack.work().resolve("shop-" + location + "-i-" + number + ".access.log"));
            }
        }
        return files;
    }

    private static void await(LogTablePeer table, long records) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (long stored = table.stored(); stored != records; stored = table.stored()) {
            if (stored > records || System.nanoTime() > end) {
                throw new IOException("Home holds " + stored + " records of files instead of " + records);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Samples follow(LocalStack stack, LineFiles files) throws IOException, InterruptedException {
        Samples samples = new Samples();
        try (BufferedReader follower = new HomeApi(stack, stack.router()).follow("text=probe-")) {
            follower.readLine(); // follows from here
            for (int probe = 0; probe < PROBES; probe++) {
                String line = "probe-" + probe + "-of-" + PROBES;
                long begin = System.nanoTime();
                files.append(line);
                for (String got = follower.readLine(); got == null || !got.contains(line); got = follower.readLine()) {
                    if (got == null || System.nanoTime() - begin > VISIBLE.toNanos()) {
                        throw new IOException("The line " + line + " did not come within " + VISIBLE);
                    }
                }
                samples.add(System.nanoTime() - begin);
                TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS);
            }
        }
        return samples;
    }

    /**
     * How many searches home refused, or answered in part, because they take too long, by their status; they count with the time
     * until then.
     */
    private static Map<Integer, Integer> search(LocalStack stack, Samples samples)
            throws IOException, InterruptedException {
        HomeApi home = new HomeApi(stack, stack.router());
        Map<Integer, Integer> shortened = new TreeMap<>();
        for (int search = 0; search < SEARCHES; search++) {
            String regex = "thread [0-9]+f.* " + (char) ('a' + search % 6) + "[0-9]{7}$";
            long begin = System.nanoTime();
            HttpResponse<String> answer = home.answer("/logs?limit=100&regex=" + URLEncoder.encode(regex, UTF_8));
            samples.add(System.nanoTime() - begin);
            if (answer.statusCode() == TOO_MUCH || answer.body().contains(PARTIAL)) {
                shortened.merge(answer.statusCode(), 1, Integer::sum);
            }
            if (answer.statusCode() != OK && answer.statusCode() != TOO_MUCH) {
                throw new IOException("A search is answered with HTTP " + answer.statusCode());
            }
        }
        return shortened;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
