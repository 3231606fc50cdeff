package io.farspan.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.management.remote.JMXConnector;

import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.stack.LocalStack;

/** Other ways to ask a hundred instances for the same data. */
final class FanOutPeers {

    private static final int ROUNDS = Effort.of(100, 5);
    private static final int TARGETS = Effort.of(100, 10);

    private FanOutPeers() {}

    /** The times of rounds through all instances, and the bytes of one round. */
    record Peer(Samples times, double bytes) {}

    /** Calls every port concurrently over a connection of its own, repeatedly. */
    static Peer each(List<Integer> ports, Duration roundTrip) throws Exception {
        List<FaultProxy> proxies = new ArrayList<>();
        List<RawHttp> connections = new ArrayList<>();
        for (int port : ports) {
            int to = port;
            if (!roundTrip.isZero()) {
                proxies.add(FaultProxy.start(port, roundTrip));
                to = proxies.get(proxies.size() - 1).port();
            }
            connections.add(new RawHttp("127.0.0.1", to, "/jolokia/", "", "[" + FanOutBench.REQUEST + "]"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections.size());
        Samples times = new Samples();
        long warmBytes = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
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
        return new Peer(times, bytes / (double) ROUNDS);
    }

    /** Measures plain JMX, one instance after another. One JVM plays all of them. */
    static void rmi(JmxPeer jmx) throws Exception {
        Samples fresh = new Samples();
        Samples kept = new Samples();
        List<JMXConnector> connectors = new ArrayList<>();
        long started = System.nanoTime();
        for (int i = 0; i < TARGETS; i++) {
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

    /** Measures Jolokia's proxy mode: an agent at home calls each instance over RMI, for one bulk request. */
    static void proxyMode(LocalStack stack, JmxPeer jmx) throws IOException {
        String item = FanOutBench.REQUEST.replace("}", ",\"target\":{\"url\":\"" + jmx.url() + "\"}}");
        String bulk = IntStream.range(0, TARGETS).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
        Samples times = new Samples();
        try (RawHttp proxy = new RawHttp("127.0.0.1", Fleet.agentOfShop(stack, "dc1"), "/jolokia/", "", bulk)) {
            long started = System.nanoTime();
            proxy.ask();
            times.add(System.nanoTime() - started);
        }
        times.print("Jolokia's proxy mode, one bulk of 100 targets");
    }
}
