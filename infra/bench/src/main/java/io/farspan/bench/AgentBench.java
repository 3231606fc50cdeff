package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;

import io.farspan.local.http.LoopbackServer;
import io.farspan.local.stack.Artefacts;

/**
 * What the agent costs the sample application, which logs each order: throughput, and the 99th percentile at half of it,
 * bare, with our agent while its stream is read, and with OpenTelemetry's while it exports the same log over OTLP. The
 * three take turns in each round, in changing order; losses are medians of what a round's pairs say.
 */
final class AgentBench implements Bench.Measurement {

    private static final String OPEN_TELEMETRY = "infra/bench/target/tools/opentelemetry-javaagent.jar";
    private static final Pattern JOLOKIA =
            Pattern.compile("Agent \\S+ started with URL http://127\\.0\\.0\\.1:([0-9]+)/");
    private static final int ROUNDS = Effort.of(15, 5, 1);
    private static final Duration TIME = Duration.ofSeconds(Effort.of(4, 1));
    private static final Duration WARM = Duration.ofSeconds(Effort.of(15, 1));

    @Override
    public Map<String, String> run() throws Exception {
        Path work = Files.createTempDirectory("farspan-agent-bench");
        HttpServer sink = sink();
        try (LoadedShop bare = LoadedShop.start(work, "bare", List.of());
                LoadedShop ours = LoadedShop.start(work, "farspan", List.of(farspan(work)));
                StreamDrain drain = new StreamDrain(
                        Integer.parseInt(ours.await(JOLOKIA)), "file:" + work.resolve("farspan.app.log"));
                LoadedShop peer = LoadedShop.start(
                        work, "opentelemetry", openTelemetry(sink.getAddress().getPort()))) {
            List<LoadedShop> shops = new ArrayList<>(List.of(bare, ours, peer));
            for (LoadedShop shop : shops) {
                shop.load(WARM);
            }
            double rate = bare.load(TIME) / 2;
            for (int round = 0; round < ROUNDS; round++) {
                for (LoadedShop shop : shops) {
                    shop.round(rate, TIME);
                }
                Collections.rotate(shops, 1);
            }
            System.out.printf(
                    Locale.ROOT,
                    "orders/s: bare %.0f, farspan %.0f, opentelemetry %.0f; p99 at %.0f/s: %.2f, %.2f, %.2f ms; %d records"
                            + " read%n",
                    Median.of(bare.rates()),
                    Median.of(ours.rates()),
                    Median.of(peer.rates()),
                    rate,
                    Median.of(bare.p99s()),
                    Median.of(ours.p99s()),
                    Median.of(peer.p99s()),
                    drain.records());
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("n", Integer.toString(ROUNDS));
            figures.put("orders_per_s@bare", String.format(Locale.ROOT, "%.0f", Median.of(bare.rates())));
            figures.put("agent_throughput_loss", loss(bare.rates(), ours.rates()));
            figures.put("agent_throughput_loss@opentelemetry", loss(bare.rates(), peer.rates()));
            figures.put("agent_p99_loss", loss(ours.p99s(), bare.p99s()));
            figures.put("agent_p99_loss@opentelemetry", loss(peer.p99s(), bare.p99s()));
            return figures;
        } finally {
            sink.stop(0);
            LoadedShop.remove(work);
        }
    }

    /** The median over the rounds of what is lost from {@code whole} to {@code rest}, as a share. */
    private static String loss(List<Double> whole, List<Double> rest) {
        List<Double> losses = new ArrayList<>();
        for (int round = 0; round < whole.size(); round++) {
            losses.add(1 - rest.get(round) / whole.get(round));
        }
        return String.format(Locale.ROOT, "%.4f", Median.of(losses));
    }

    private static String farspan(Path work) {
        return "-javaagent:" + Artefacts.find().agent() + "=host=127.0.0.1,port=0,discoveryEnabled=false,farspan.spool="
                + work.resolve("spool") + ",farspan.files=" + work.resolve("farspan.app.log");
    }

    /** Logs and the JVM's metrics only, as ours has them. */
    private static List<String> openTelemetry(int sink) {
        return List.of(
                "-javaagent:" + Artefacts.find().root().resolve(OPEN_TELEMETRY),
                "-Dotel.service.name=shop",
                "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + sink,
                "-Dotel.traces.exporter=none",
                "-Dotel.instrumentation.common.default-enabled=false",
                "-Dotel.instrumentation.java-util-logging.enabled=true",
                "-Dotel.instrumentation.runtime-telemetry.enabled=true");
    }

    /** Takes what is exported and throws it away. */
    private static HttpServer sink() throws IOException {
        HttpServer server = LoopbackServer.create();
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
