package io.farspan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.remote.JMXConnector;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The latency that router and function add to one instance's answer, on loopback with every hop on this machine. All
 * routes make the same read, in alternating batches, so that other load on the machine affects all of them.
 */
final class OverheadBench implements Bench.Measurement {

    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final int WARM = Effort.of(6_000, 100);
    private static final int BATCHES = Effort.of(50, 3);
    private static final int BATCH = 100;
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = Effort.of(3, 1);
    private static final Duration ROUND = Duration.ofSeconds(Effort.of(6, 1));

    /** Makes the call once, by one of the routes. */
    interface Ask {
        void once() throws Exception;
    }

    @Override
    public Map<String, String> run() throws Exception {
        try (LocalStack stack =
                        LocalStack.start(StackOptions.usual().withInstances(1), line -> System.out.println(line));
                JmxPeer jmx = JmxPeer.start(stack.work(), Duration.ZERO);
                JMXConnector connector = jmx.connect()) {
            String credentials = Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
            int agent = Fleet.agentOfShop(stack, "dc1");
            Endpoints endpoints = new Endpoints(stack, agent, credentials);
            try (RawHttp direct = endpoints.direct("[" + READ + "]");
                    RawHttp proxied = endpoints.direct(
                            "[" + READ.replace("}", ",\"target\":{\"url\":\"" + jmx.url() + "\"}}") + "]");
                    RawHttp routed = endpoints.routed("dc1/i-1");
                    RawHttp lambda = endpoints.routed("aws1/i-1");
                    RawHttp azure = endpoints.routed("az1/i-1")) {
                Map<String, Ask> asks = new LinkedHashMap<>();
                asks.put("its agent, directly", direct::ask);
                asks.put("router and private-datacenter function", routed::ask);
                asks.put("router and Lambda (emulated service in the way)", lambda::ask);
                asks.put("router and Azure function (emulated host in the way)", azure::ask);
                asks.put("plain JMX over RMI, connected", () -> JmxPeer.readHeap(connector));
                asks.put("Jolokia's proxy mode (agent to another JVM over RMI)", proxied::ask);
                Map<String, Samples> latency = latency(asks);
                double directRate = 0;
                double routedRate = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    directRate += rate(() -> endpoints.direct("[" + READ + "]"));
                    routedRate += rate(() -> endpoints.routed("dc1/i-1"));
                }
                System.out.printf(
                        Locale.ROOT,
                        "throughput over %d connections, %d rounds of %d s each: direct %.0f/s, routed %.0f/s%n",
                        CONNECTIONS,
                        ROUNDS,
                        ROUND.toSeconds(),
                        directRate / ROUNDS,
                        routedRate / ROUNDS);
                List<Samples> all = new ArrayList<>(latency.values());
                Map<String, String> figures = new LinkedHashMap<>();
                figures.put("n", Integer.toString(BATCHES * BATCH));
                figures.put("p50_ms", millis(all.get(1)));
                figures.put("p50_ms@agent", millis(all.get(0)));
                figures.put("p50_ms@rmi", millis(all.get(4)));
                figures.put("p50_ms@proxy_mode", millis(all.get(5)));
                figures.put(
                        "added_p50_ms",
                        String.format(
                                Locale.ROOT,
                                "%.3f",
                                all.get(1).millis(50) - all.get(0).millis(50)));
                figures.put("throughput_ratio", String.format(Locale.ROOT, "%.3f", routedRate / directRate));
                return figures;
            }
        }
    }

    private static String millis(Samples samples) {
        return String.format(Locale.ROOT, "%.3f", samples.millis(50));
    }

    private static Map<String, Samples> latency(Map<String, Ask> asks) throws Exception {
        for (Ask ask : asks.values()) {
            for (int i = 0; i < WARM; i++) {
                ask.once();
            }
        }
        Map<String, Samples> latency = new LinkedHashMap<>();
        asks.keySet().forEach(name -> latency.put(name, new Samples()));
        for (int batch = 0; batch < BATCHES; batch++) {
            for (Map.Entry<String, Ask> ask : asks.entrySet()) {
                Samples samples = latency.getOrDefault(ask.getKey(), new Samples());
                for (int i = 0; i < BATCH; i++) {
                    long started = System.nanoTime();
                    ask.getValue().once();
                    samples.add(System.nanoTime() - started);
                }
            }
        }
        latency.forEach((name, samples) -> samples.print(name));
        return latency;
    }

    /** Opens a connection. */
    interface Connect {
        RawHttp open() throws IOException;
    }

    /** The answers per second over several connections, each of which sends the next request once it has its answer. */
    private static double rate(Connect connect) throws IOException, InterruptedException {
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(connect.open());
        }
        AtomicLong answers = new AtomicLong();
        long started = System.nanoTime();
        long end = started + ROUND.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (RawHttp connection : connections) {
            Thread thread = new Thread(() -> {
                try {
                    while (System.nanoTime() < end) {
                        connection.ask();
                        answers.incrementAndGet();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (RawHttp connection : connections) {
            connection.close();
        }
        return answers.get() / ((System.nanoTime() - started) / 1e9);
    }

    /** The agent and the router, and how to connect to them. */
    private record Endpoints(LocalStack stack, int agent, String credentials) {

        RawHttp direct(String body) throws IOException {
            return new RawHttp("127.0.0.1", agent, "/jolokia/", "", body);
        }

        RawHttp routed(String instance) throws IOException {
            return new RawHttp(
                    "127.0.0.1",
                    Integer.parseInt(stack.router().replaceAll(".*:", "")),
                    "/api/v1/applications/shop/calls",
                    "Authorization: Basic " + credentials + "\r\nAccept: application/json\r\n",
                    "{\"select\":{\"instances\":[\"" + instance + "\"]},\"requests\":[" + READ + "]}");
        }
    }
}
