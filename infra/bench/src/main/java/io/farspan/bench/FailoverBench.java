package io.farspan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * The serving location is killed, its function and its instances, beside gdnsd ({@code simplefo}, {@code http_status})
 * and PowerDNS ({@code ifurlup}), which watch the same application over the same network and are tuned alike: a check
 * each second (each two seconds for gdnsd, the least it takes) with a timeout of one second, TTL 5 s. Each has a tool
 * that asks twenty times a second, through a resolver that caches for as long as the TTL says. Then faults
 * of the connection between home and the serving location, which must not cause a move: each time the published answer
 * leaves that location counts as a wrong failover.
 */
final class FailoverBench implements Bench.Measurement {

    private static final int REPETITIONS = Effort.repetitions(5, 2);
    private static final int LIMIT_SECONDS = 40;
    private static final int HOLD_SECONDS = Effort.of(14, 6);
    private static final int PARTITION_SECONDS = 43;
    private static final int CALM_MILLIS = Effort.of(12_000, 3_000);
    private static final long TOOL_MILLIS = 50;
    private static final Map<String, Integer> SERVING = Map.of("aws1", 100, "az1", 1, "dc1", 0);

    private final Map<String, List<Double>> times = new TreeMap<>();
    private final Map<String, Integer> wrong = new TreeMap<>();
    private final Set<String> installed = new TreeSet<>();

    @Override
    public Map<String, String> run() throws Exception {
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            try (LocalStack stack = start();
                    FailoverPeers peers = FailoverPeers.start(stack)) {
                kill(stack, peers);
            }
        }
        try (LocalStack stack = start();
                FailoverPeers peers = FailoverPeers.start(stack)) {
            HomeApi home = serving(stack, peers);
            for (Map.Entry<String, LinkFault> fault : faults().entrySet()) {
                disturb(stack, peers, home, fault.getKey(), fault.getValue());
            }
        }
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(REPETITIONS));
        put(figures, "", "");
        for (String peer : installed) {
            put(figures, peer + " ", "@" + peer);
        }
        if (installed.isEmpty()) {
            System.out.println("Neither gdnsd nor PowerDNS is installed (Debian packages gdnsd, pdns-server,"
                    + " pdns-backend-bind): measured without peers");
        }
        return figures;
    }

    private void put(Map<String, String> figures, String who, String suffix) {
        figures.put("tool_p95_ms" + suffix, "%.0f".formatted(p95(who + "tool")));
        figures.put("dns_p95_ms" + suffix, "%.0f".formatted(p95(who + "dns")));
        String name = who.isEmpty() ? "farspan" : who.trim();
        figures.put("wrong_failovers" + suffix, Integer.toString(wrong.getOrDefault(name, 0)));
    }

    private static LocalStack start() throws Exception {
        return LocalStack.start(
                StackOptions.usual().withFaults().withRouterSettings(Map.of("FARSPAN_FAILOVER_COOLDOWN", "1s")),
                line -> {});
    }

    private static HomeApi serving(LocalStack stack, FailoverPeers peers) throws Exception {
        HomeApi home = new HomeApi(stack, stack.router());
        home.weights(SERVING);
        long started = System.nanoTime();
        while (!(home.verdicts().isEmpty() && peers.allServe("aws1")) && seconds(started) < LIMIT_SECONDS) {
            Thread.sleep(100);
        }
        Thread.sleep(CALM_MILLIS);
        return home;
    }

    private void kill(LocalStack stack, FailoverPeers peers) throws Exception {
        installed.addAll(peers.names());
        HomeApi home = serving(stack, peers);
        Thread.sleep((long) (1_000 * Math.random()));
        FailoverPeers.Resolver ours =
                new FailoverPeers.Resolver(stack.dns(), "_app._tcp.shop." + LocalStack.ZONE, true);
        ExecutorService tools = Executors.newCachedThreadPool();
        Map<String, Future<Double>> running = new TreeMap<>();
        stack.child("function:aws1").kill();
        stack.child("instance:aws1/i-1").kill();
        stack.child("instance:aws1/i-2").kill();
        long started = System.nanoTime();
        running.put(
                "tool",
                tools.submit(() -> first(started, () -> home.primary(1_000).stream()
                        .anyMatch(instance -> !instance.startsWith("aws1/")))));
        running.put("dns", tools.submit(() -> first(started, () -> !ours.serves("aws1"))));
        for (String peer : peers.names()) {
            FailoverPeers.Resolver resolver = peers.resolver(peer);
            running.put(peer + " dns", tools.submit(() -> first(started, () -> !resolver.serves("aws1"))));
            FailoverPeers.Resolver own = peers.resolver(peer);
            running.put(peer + " tool", tools.submit(() -> first(started, () -> peers.answers(own))));
        }
        for (Map.Entry<String, Future<Double>> tool : running.entrySet()) {
            double took = tool.getValue().get();
            times.computeIfAbsent(tool.getKey(), key -> new ArrayList<>()).add(took);
            System.out.printf("%-12s %6.2f s   ", tool.getKey(), took);
        }
        System.out.println();
        tools.shutdownNow();
    }

    private interface Check {
        boolean now() throws Exception;
    }

    private static double first(long started, Check check) throws InterruptedException {
        while (seconds(started) < LIMIT_SECONDS) {
            try {
                if (check.now()) {
                    return seconds(started);
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                // An endpoint that cannot be reached gives no right answer.
            }
            Thread.sleep(TOOL_MILLIS);
        }
        return LIMIT_SECONDS;
    }

    private static Map<String, LinkFault> faults() {
        Map<String, LinkFault> faults = new LinkedHashMap<>();
        faults.put("10 nothing home↔aws1", LinkFault.DROP);
        if (Effort.isQuick()) {
            return faults;
        }
        faults.put("11 nothing home→aws1", LinkFault.DROP);
        faults.put("12a 5 % loss", LinkFault.loss(0.05));
        faults.put("12b 30 % loss", LinkFault.loss(0.3));
        faults.put("13 +300 ms", LinkFault.delay(Duration.ofMillis(300)));
        faults.put("14 3 s flaps", LinkFault.DROP);
        faults.put("20 43 s partition", LinkFault.DROP);
        return faults;
    }

    private void disturb(LocalStack stack, FailoverPeers peers, HomeApi home, String name, LinkFault fault)
            throws Exception {
        long started = System.nanoTime();
        int hold = name.startsWith("20") ? PARTITION_SECONDS : HOLD_SECONDS;
        Map<String, Boolean> there = new TreeMap<>();
        Map<String, Integer> left = new TreeMap<>();
        boolean bad = false;
        while (seconds(started) < hold) {
            boolean now = !name.startsWith("14") || ((int) (seconds(started) / 3)) % 2 == 0;
            if (now != bad) {
                suffer(stack, peers, name, now ? fault : LinkFault.NONE);
                bad = now;
            }
            Map<String, Boolean> serving = new TreeMap<>(peers.serving("aws1"));
            serving.put("farspan", home.weights().getOrDefault("aws1", 100) > 0);
            serving.forEach((system, serves) -> {
                if (!serves && there.getOrDefault(system, true)) {
                    left.merge(system, 1, Integer::sum);
                }
                there.put(system, serves);
            });
            Thread.sleep(100);
        }
        suffer(stack, peers, name, LinkFault.NONE);
        left.forEach((system, count) -> wrong.merge(system, count, Integer::sum));
        System.out.printf("%-22s wrong failovers: %s%n", name, left);
        if (left.containsKey("farspan")) {
            home.weights(SERVING);
        }
        Thread.sleep(CALM_MILLIS);
    }

    private static void suffer(LocalStack stack, FailoverPeers peers, String name, LinkFault fault) throws Exception {
        stack.way("router", "function:aws1").suffer(fault);
        if (!name.startsWith("11")) {
            stack.way("function:aws1", "router").suffer(fault);
        }
        peers.way("aws1").suffer(fault);
    }

    private double p95(String what) {
        double[] sorted = times.getOrDefault(what, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : 1_000 * sorted[Math.max(0, (sorted.length * 95 + 99) / 100 - 1)];
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
