package io.farspan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;
import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a scrape costs an unmodified Kafka broker with many partitions: by {@code /metrics/kafka} through router, function and
 * the stock Jolokia agent, and by Prometheus' JMX exporter as a Java agent in the same broker. Both bring the same gauges of
 * each partition. They take turns with times in which nobody scrapes, whose CPU is subtracted.
 */
final class ScrapeBench implements Bench.Measurement {

    private static final int PARTITIONS = Integer.getInteger("farspan.bench.partitions", Effort.of(2_000, 50));
    private static final int WARM = Effort.of(5, 1);
    private static final int ROUNDS = Effort.of(15, 5, 1);
    private static final int SCRAPES = Effort.of(4, 2);
    private static final Duration IDLE = Duration.ofSeconds(Effort.of(4, 1));
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BROKER = "instance:dc1/broker-1";
    private static final String TOOLS = "infra/bench/target/tools/";
    private static final Pattern CREATED = Pattern.compile("(Created topic)");

    /** The MBeans of each partition, by type and names. */
    private static final Map<String, List<String>> GAUGES = gauges();

    private static Map<String, List<String>> gauges() {
        Map<String, List<String>> gauges = new LinkedHashMap<>();
        gauges.put("kafka.log:type=Log", List.of("Size", "LogStartOffset", "LogEndOffset", "NumLogSegments"));
        gauges.put(
                "kafka.cluster:type=Partition",
                List.of("UnderReplicated", "InSyncReplicasCount", "ReplicasCount", "LastStableOffsetLag"));
        return gauges;
    }

    /** One candidate of scraping, and what it costs. */
    private final class Candidate {

        private final Scraper scraper;
        private final Pattern partition;
        private final List<Double> millis = new ArrayList<>();
        private final List<Double> micros = new ArrayList<>();
        private final Samples took = new Samples();
        private int samples;

        Candidate(Scraper scraper, String partition) {
            this.scraper = scraper;
            this.partition = Pattern.compile(partition, Pattern.MULTILINE);
        }

        /** Scrapes until every gauge of every partition is there; the broker makes partitions for a while. */
        void await() throws IOException, InterruptedException {
            long expected = (long) PARTITIONS
                    * GAUGES.values().stream().mapToInt(List::size).sum();
            long end = System.nanoTime() + LIMIT.toNanos();
            long found = 0;
            String text = "";
            while (found != expected) {
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "A scrape has " + found + " gauges of partitions instead of " + expected + ": "
                                    + text.lines()
                                            .filter(line -> line.startsWith("farspan_"))
                                            .toList());
                }
                text = scraper.scrape();
                found = partition.matcher(text).results().count();
                samples = (int) text.lines()
                        .filter(line -> !line.startsWith("#") && !line.startsWith("farspan_"))
                        .count();
            }
        }

        /** Scrapes some times; {@code idle} is the CPU that the broker uses anyway, as a share of a processor. */
        void round(double idle, boolean counts) throws IOException, InterruptedException {
            Duration before = cpu();
            long begin = System.nanoTime();
            for (int scrape = 0; scrape < SCRAPES; scrape++) {
                long started = System.nanoTime();
                scraper.scrape();
                if (counts) {
                    took.add(System.nanoTime() - started);
                }
            }
            double used = cpu().minus(before).toNanos() - idle * (System.nanoTime() - begin);
            if (counts) {
                millis.add(used / SCRAPES / 1e6);
                micros.add(used / SCRAPES / samples / 1e3);
            }
        }
    }

    private ProcessHandle broker = ProcessHandle.current();

    @Override
    public Map<String, String> run() throws Exception {
        Path work = Files.createTempDirectory("farspan-scrape-bench");
        int port = FreePort.find();
        StackOptions options = StackOptions.usual()
                .withInstances(1)
                .withRouterSettings(Map.of("FARSPAN_TELEMETRY_METRICS_RULES", rules(work)))
                .withKafka(List.of(
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=4",
                        "-javaagent:" + tool("jmx-exporter-agent.jar") + "=127.0.0.1:" + port + ":" + exporter(work)));
        try (LocalStack stack = LocalStack.start(options, line -> System.out.println(line))) {
            broker = ProcessHandle.of(stack.child(BROKER).pid()).orElseThrow();
            create(stack, work);
            String login =
                    "Basic " + Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
            Candidate ours = new Candidate(
                    new Scraper(URI.create(stack.router() + "/metrics/kafka"), login),
                    "^kafka_partition_gauge_.*topic=\"orders\"");
            Candidate peer = new Candidate(
                    new Scraper(URI.create("http://127.0.0.1:" + port + "/metrics"), ""),
                    "^kafka_(log_Log|cluster_Partition)_Value\\{.*topic=\"orders\"");
            ours.await();
            peer.await();
            measure(ours, peer);
            return figures(ours, peer);
        } finally {
            LoadedShop.remove(work);
        }
    }

    private void measure(Candidate ours, Candidate peer) throws IOException, InterruptedException {
        List<Candidate> candidates = new ArrayList<>(List.of(ours, peer));
        List<Double> idles = new ArrayList<>();
        for (int round = -WARM; round < ROUNDS; round++) {
            double idle = idle();
            for (Candidate candidate : candidates) {
                candidate.round(idle, round >= 0);
            }
            Collections.reverse(candidates);
            idles.add(idle);
        }
        ours.took.print("/metrics/kafka, " + ours.samples + " samples");
        peer.took.print("JMX exporter in the broker, " + peer.samples + " samples");
        System.out.printf(
                Locale.ROOT, "the broker uses %.1f %% of a processor when nobody scrapes%n", 100 * Median.of(idles));
    }

    private static Map<String, String> figures(Candidate ours, Candidate peer) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(ours.micros.get(round) / peer.micros.get(round));
        }
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(ROUNDS * SCRAPES));
        figures.put("partitions", Integer.toString(PARTITIONS));
        figures.put("samples", Integer.toString(ours.samples));
        figures.put("samples@jmx_exporter", Integer.toString(peer.samples));
        figures.put("scrape_ms", number("%.1f", ours.took.millis(50)));
        figures.put("scrape_ms@jmx_exporter", number("%.1f", peer.took.millis(50)));
        figures.put("scrape_cpu_ms", number("%.1f", Median.of(ours.millis)));
        figures.put("scrape_cpu_ms@jmx_exporter", number("%.1f", Median.of(peer.millis)));
        figures.put("cpu_us_per_sample", number("%.2f", Median.of(ours.micros)));
        figures.put("cpu_us_per_sample@jmx_exporter", number("%.2f", Median.of(peer.micros)));
        figures.put("cpu_ratio", number("%.3f", Median.of(ratios)));
        return figures;
    }

    /** The CPU that the broker uses while nobody scrapes, as a share of a processor. */
    private double idle() throws InterruptedException {
        Duration before = cpu();
        long begin = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
        return cpu().minus(before).toNanos() / (double) (System.nanoTime() - begin);
    }

    /** The CPU time of the broker so far, to ten milliseconds. */
    private Duration cpu() {
        return broker.info().totalCpuDuration().orElseThrow();
    }

    private static void create(LocalStack stack, Path work) throws IOException, InterruptedException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(stack.work().resolve("kafka/server.properties"))) {
            settings.load(in);
        }
        try (Child tool = Child.start(
                "kafka topics",
                work.resolve("topics.log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-cp",
                        tool("kafka-tools.jar") + ":" + Artefacts.find().kafka() + "/*",
                        "org.apache.kafka.tools.TopicCommand",
                        "--bootstrap-server",
                        settings.getProperty("advertised.listeners").replaceAll("^.*//", ""),
                        "--create",
                        "--topic",
                        "orders",
                        "--partitions",
                        Integer.toString(PARTITIONS)))) {
            tool.await(CREATED, LIMIT);
            tool.awaitEnd(LIMIT);
        }
    }

    /** Rules for the gauges of partitions. */
    private static String rules(Path work) throws IOException {
        StringBuilder rules = new StringBuilder("rules:\n");
        GAUGES.forEach((beans, names) -> names.forEach(name -> rules.append("- bean: ")
                .append(beans)
                .append(",name=")
                .append(name)
                .append(",topic=*,partition=*\n"
                        + "  prefix: kafka.partition.gauge.\n"
                        + "  metricAttribute: {topic: param(topic),")
                .append(" partition: param(partition)}\n  mapping: {Value: {metric: ")
                .append(name)
                .append(", type: gauge, unit: '{one}'}}\n")));
        return Files.writeString(work.resolve("rules.yaml"), rules).toString();
    }

    /** The exporter's settings: the same MBeans, and the simplest rule, which is its fastest. */
    private static Path exporter(Path work) throws IOException {
        StringBuilder names = new StringBuilder("includeObjectNames:\n- java.lang:*\n- java.nio:*\n");
        GAUGES.forEach((beans, some) -> some.forEach(name ->
                names.append("- ").append(beans).append(",name=").append(name).append(",*\n")));
        return Files.writeString(work.resolve("exporter.yaml"), names + "rules:\n- pattern: '.*'\n");
    }

    private static Path tool(String jar) {
        return Artefacts.find().root().resolve(TOOLS + jar);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
