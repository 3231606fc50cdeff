package io.farspan.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.farspan.local.process.Child;
import io.farspan.local.stack.Artefacts;

/** An unmodified Prometheus JMX exporter as a process of its own, which connects to one JMX address for each scrape. */
final class Exporter implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String JAR = "infra/bench/target/tools/jmx-exporter.jar";

    /** The time and the result of one scrape. */
    record Scrape(long nanos, int series) {}

    private final String name;
    private final Child process;
    private final URI metrics;
    private final HttpClient http = HttpClient.newHttpClient();

    private Exporter(String name, Child process, int port) {
        this.name = name;
        this.process = process;
        this.metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    }

    /** Starts an exporter that has not connected to {@code jmxUrl} yet. {@code login} has lines of its settings. */
    static Exporter start(Path work, String name, String jmxUrl, String login)
            throws IOException, InterruptedException {
        int port = FreePort.find();
        Path config = work.resolve("exporter-" + name + ".yaml");
        Files.writeString(config, "jmxUrl: " + jmxUrl + "\n" + login + "rules:\n- pattern: \".*\"\n");
        Child process = Child.start(
                "exporter of " + name,
                work.resolve("exporter-" + name + ".log"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        Artefacts.find().root().resolve(JAR).toString(),
                        "127.0.0.1:" + port,
                        config.toString()));
        awaitPort(process, port);
        return new Exporter(name, process, port);
    }

    private static void awaitPort(Child process, int port) throws IOException, InterruptedException {
        long started = System.nanoTime();
        while (true) {
            try (Socket there = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (ConnectException e) {
                if (!process.isAlive() || System.nanoTime() - started > START.toNanos()) {
                    throw new IOException("The exporter does not listen; see its log in the stack's folder", e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Makes one scrape as Prometheus does. */
    Scrape scrape() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
        long started = System.nanoTime();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - started;
        if (response.statusCode() != 200 || !response.body().contains("jmx_scrape_error 0.0")) {
            throw new IOException("The exporter of " + name + " answers " + response.statusCode()
                    + " and could not scrape; its log says why. Its answer begins: "
                    + response.body().lines().limit(5).toList());
        }
        return new Scrape(nanos, (int)
                response.body().lines().filter(line -> !line.startsWith("#")).count());
    }

    @Override
    public void close() {
        process.close();
    }
}
