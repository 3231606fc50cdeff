package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.management.remote.JMXConnector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.MapSeed;
import io.farspan.local.stack.StackOptions;
import io.farspan.protocol.call.InstanceId;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A hundred instances in three locations behind a round trip of 50 ms that every byte really takes: one unified call,
 * against asking each instance. The instances are {@link Responders}; a hundred JVMs do not fit on two cores.
 */
final class FanOutBench implements Bench.Measurement {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INSTANCES = 100;
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);
    private static final int WARM = 400;
    private static final int ROUNDS = 300;
    private static final int PEER_ROUNDS = 100;
    private static final String REQUEST =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final Pattern PORTS = Pattern.compile("PORTS ([0-9,]+);");

    @Override
    public Map<String, String> run() throws Exception {
        StackOptions options = StackOptions.usual().withInstances(1).withRoundTrip(ROUND_TRIP);
        try (LocalStack stack = LocalStack.start(options, line -> System.out.println(line));
                JmxPeer jmx = JmxPeer.start(stack.work(), ROUND_TRIP)) {
            Fleet fleet = startFleet(stack);
            try (RawHttp router = router(stack)) {
                Samples unified = new Samples();
                Samples slowestAsReported = new Samples();
                for (int i = 0; i < WARM; i++) {
                    router.ask();
                }
                Wan before = Wan.of(stack);
                for (int i = 0; i < ROUNDS; i++) {
                    long started = System.nanoTime();
                    JsonNode answer = JSON.readTree(router.ask());
                    unified.add(System.nanoTime() - started);
                    slowestAsReported.add(slowest(answer));
                }
                Wan after = Wan.of(stack);
                double calls = (after.posts - before.posts) / (double) ROUNDS;
                double bytes = (after.bytes - before.bytes) / (double) ROUNDS;

                Peer local = each(fleet.ports(), Duration.ZERO);
                Peer direct = each(fleet.ports(), ROUND_TRIP);
                unified.print("one unified call of 100 instances, 50 ms round trip");
                slowestAsReported.print("  its slowest local answer, as the functions report it");
                local.times.print("slowest of 100 asked directly at the same time, no delay");
                direct.times.print("each of 100 agents over the 50 ms, pooled, in parallel");
                rmi(jmx);
                proxyMode(stack, jmx);
                double limit = 1.2 * (ROUND_TRIP.toMillis() + local.times.millis(50));
                System.out.printf(
                        Locale.ROOT,
                        "bytes: unified %.0f, each agent %.0f; limit 1.2 x (50 + %.1f) = %.1f ms%n",
                        bytes,
                        direct.bytes,
                        local.times.millis(50),
                        limit);
                Map<String, String> figures = new LinkedHashMap<>();
                figures.put("ratio_to_limit", String.format(Locale.ROOT, "%.3f", unified.millis(50) / limit));
                figures.put("wan_calls", String.format(Locale.ROOT, "%.2f", calls));
                figures.put("bytes_ratio", String.format(Locale.ROOT, "%.3f", bytes / direct.bytes));
                return figures;
            } finally {
                fleet.process.close();
            }
        }
    }

    /** The responders' process and ports. */
    private record Fleet(Child process, List<Integer> ports) {}

    /** Times of one round of all, and bytes of a round. */
    private record Peer(Samples times, double bytes) {}

    private static Fleet startFleet(LocalStack stack) throws IOException, InterruptedException {
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            Map<String, FunctionEndpoint> functions =
                    map.routes("shop").await().atMost(Duration.ofSeconds(5)).functions();
            int agent = map.instances("shop", "dc1")
                    .await()
                    .atMost(Duration.ofSeconds(5))
                    .instances()
                    .get(0)
                    .port();
            Path answer = stack.work().resolve("agent-answer.json");
            try (RawHttp real = new RawHttp("127.0.0.1", agent, "/jolokia/", "", "[" + REQUEST + "]")) {
                Files.write(answer, real.ask());
            }
            Child process = Child.start(
                    "responders",
                    stack.work().resolve("responders.log"),
                    Map.of(),
                    List.of(
                            Child.java(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            Artefacts.find().localClasspath(),
                            Responders.class.getName(),
                            Integer.toString(INSTANCES),
                            answer.toString()));
            List<Integer> ports = Pattern.compile(",")
                    .splitAsStream(process.await(PORTS, Duration.ofSeconds(30)))
                    .map(Integer::parseInt)
                    .toList();
            List<String> locations = List.copyOf(LocalStack.LOCATIONS.keySet());
            List<InstanceEntry> instances = IntStream.range(0, INSTANCES)
                    .mapToObj(i -> new InstanceEntry(
                            new InstanceId(locations.get(i % locations.size()), "i-" + i),
                            "127.0.0.1",
                            ports.get(i),
                            InstanceEntry.State.UP,
                            Map.of()))
                    .toList();
            new MapSeed(map, LocalStack.ZONE, Optional.empty()).create("fleet", functions, instances);
            return new Fleet(process, ports);
        }
    }

    private static RawHttp router(LocalStack stack) throws IOException {
        String credentials = Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
        return new RawHttp(
                "127.0.0.1",
                Integer.parseInt(stack.router().replaceAll(".*:", "")),
                "/api/v1/applications/fleet/calls",
                "Authorization: Basic " + credentials + "\r\nAccept: application/json\r\n",
                "{\"select\":\"all\",\"requests\":[" + REQUEST + "]}");
    }

    /** Asks every port over a connection of its own, all at the same time, again and again. */
    private static Peer each(List<Integer> ports, Duration roundTrip) throws Exception {
        List<FaultProxy> proxies = new ArrayList<>();
        List<RawHttp> connections = new ArrayList<>();
        for (int port : ports) {
            int to = port;
            if (!roundTrip.isZero()) {
                proxies.add(FaultProxy.start(port, roundTrip));
                to = proxies.get(proxies.size() - 1).port();
            }
            connections.add(new RawHttp("127.0.0.1", to, "/jolokia/", "", "[" + REQUEST + "]"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections.size());
        Samples times = new Samples();
        long warmBytes = 0;
        for (int round = -PEER_ROUNDS; round < PEER_ROUNDS; round++) {
            if (round == 0) {
                warmBytes = proxies.stream().mapToLong(FaultProxy::bytes).sum();
            }
            long started = System.nanoTime();
            List<Future<byte[]>> answers = new ArrayList<>();
            for (RawHttp connection : connections) {
                answers.add(threads.submit(connection::ask));
            }
            for (Future<byte[]> answer : answers) {
                answer.get();
            }
            if (round >= 0) {
                times.add(System.nanoTime() - started);
            }
        }
        threads.shutdown();
        long bytes = proxies.stream().mapToLong(FaultProxy::bytes).sum() - warmBytes;
        for (RawHttp connection : connections) {
            connection.close();
        }
        proxies.forEach(FaultProxy::close);
        return new Peer(times, bytes / (double) PEER_ROUNDS);
    }

    /** Plain JMX, one instance after another. One JVM stands for all of them. */
    private static void rmi(JmxPeer jmx) throws Exception {
        Samples fresh = new Samples();
        Samples kept = new Samples();
        List<JMXConnector> connectors = new ArrayList<>();
        long started = System.nanoTime();
        for (int i = 0; i < INSTANCES; i++) {
            JMXConnector connector = jmx.connect();
            JmxPeer.readHeap(connector);
            connectors.add(connector);
        }
        fresh.add(System.nanoTime() - started);
        for (int round = 0; round < 3; round++) {
            started = System.nanoTime();
            for (JMXConnector connector : connectors) {
                JmxPeer.readHeap(connector);
            }
            kept.add(System.nanoTime() - started);
        }
        for (JMXConnector connector : connectors) {
            connector.close();
        }
        fresh.print("plain JMX over RMI, one after another, connecting");
        kept.print("plain JMX over RMI, one after another, connected before");
    }

    /** Jolokia's proxy mode: an agent at home asks each instance over RMI, in one bulk request. */
    private static void proxyMode(LocalStack stack, JmxPeer jmx) throws IOException {
        String item = REQUEST.replace("}", ",\"target\":{\"url\":\"" + jmx.url() + "\"}}");
        String bulk = IntStream.range(0, INSTANCES).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
        int agent;
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            agent = map.instances("shop", "dc1")
                    .await()
                    .atMost(Duration.ofSeconds(5))
                    .instances()
                    .get(0)
                    .port();
        }
        Samples times = new Samples();
        try (RawHttp proxy = new RawHttp("127.0.0.1", agent, "/jolokia/", "", bulk)) {
            long started = System.nanoTime();
            proxy.ask();
            times.add(System.nanoTime() - started);
        }
        times.print("Jolokia's proxy mode, one bulk of 100 targets");
    }

    private static long slowest(JsonNode answer) {
        long slowest = 0;
        if (answer.path("outcomes").size() != INSTANCES
                || answer.path("partial").asBoolean()) {
            throw new IllegalStateException(
                    "Not every instance answered: " + answer.toString().substring(0, 500));
        }
        for (JsonNode outcome : answer.path("outcomes")) {
            slowest = Math.max(slowest, outcome.path("tookMs").asLong());
        }
        return Duration.ofMillis(slowest).toNanos();
    }

    /** What has crossed the network between home and the functions. */
    private record Wan(long posts, long bytes) {

        static Wan of(LocalStack stack) {
            return new Wan(
                    stack.proxies().values().stream()
                            .mapToLong(FaultProxy::posts)
                            .sum(),
                    stack.proxies().values().stream()
                            .mapToLong(FaultProxy::bytes)
                            .sum());
        }
    }
}
