package io.farspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.local.proxy.Carried;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;
import io.farspan.protocol.function.FunctionCall;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A hundred instances in three locations with an emulated round trip of 50 ms: one unified call, compared with calling
 * each instance. The instances are {@link Responders}, because a hundred JVMs do not fit on two cores. The watch's own
 * traffic is counted separately, by the path of its requests.
 */
final class FanOutBench implements Bench.Measurement {

    static final String REQUEST =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INSTANCES = 100;
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);
    private static final int WARM = Effort.of(400, 20);
    private static final int ROUNDS = Effort.of(300, 20);
    private static final Duration QUIET = Duration.ofSeconds(Effort.of(30, 5));
    private static final Predicate<String> CALLS = path -> path.endsWith(FunctionCall.PATH);

    @Override
    public Map<String, String> run() throws Exception {
        StackOptions options = StackOptions.usual().withInstances(1).withRoundTrip(ROUND_TRIP);
        try (LocalStack stack = LocalStack.start(options, line -> {});
                JmxPeer jmx = JmxPeer.start(stack.work(), ROUND_TRIP);
                Fleet fleet = Fleet.start(stack, "fleet", INSTANCES, answer(stack), 128);
                RawHttp router = router(stack)) {
            Samples unified = new Samples();
            Samples slowestAsReported = new Samples();
            for (int i = 0; i < WARM; i++) {
                router.ask();
            }
            Carried before = carried(stack, CALLS);
            for (int i = 0; i < ROUNDS; i++) {
                long started = System.nanoTime();
                JsonNode answer = JSON.readTree(router.ask());
                unified.add(System.nanoTime() - started);
                slowestAsReported.add(slowest(answer));
            }
            Carried calls = carried(stack, CALLS).since(before);
            double watch = watch(stack);
            FanOutPeers.Peer local = FanOutPeers.each(fleet.ports(), Duration.ZERO);
            FanOutPeers.Peer direct = FanOutPeers.each(fleet.ports(), ROUND_TRIP);
            unified.print("one unified call of 100 instances, 50 ms round trip");
            slowestAsReported.print("  its slowest local answer, as the functions report it");
            local.times().print("slowest of 100 asked directly at the same time, no delay");
            direct.times().print("each of 100 agents over the 50 ms, pooled, in parallel");
            FanOutPeers.rmi(jmx);
            FanOutPeers.proxyMode(stack, jmx);
            double bytes = calls.bytes() / (double) ROUNDS;
            double floor = ROUND_TRIP.toMillis() + local.times().millis(50);
            System.out.printf(
                    Locale.ROOT,
                    "bytes: unified %.0f, each agent %.0f; round trip and slowest local answer %.1f ms%n",
                    bytes,
                    direct.bytes(),
                    floor);
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("n", Integer.toString(ROUNDS));
            figures.put("p50_ms", decimals(1, unified.millis(50)));
            figures.put("p50_ms@each_agent", decimals(1, direct.times().millis(50)));
            figures.put("p50_ratio", decimals(3, unified.millis(50) / floor));
            figures.put("p99_ratio", decimals(3, unified.millis(99) / floor));
            figures.put("wan_calls", decimals(2, calls.posts() / (double) ROUNDS));
            figures.put("bytes_ratio", decimals(4, bytes / direct.bytes()));
            figures.put("watch_bytes_per_second", decimals(0, watch));
            return figures;
        }
    }

    /** The watch's traffic per second at the location with the most, while no calls are made and all is well. */
    private static double watch(LocalStack stack) throws InterruptedException {
        Map<String, Carried> before = new LinkedHashMap<>();
        stack.proxies().forEach((location, way) -> before.put(location, way.carried(CALLS.negate())));
        TimeUnit.SECONDS.sleep(QUIET.toSeconds());
        double most = 0;
        for (Map.Entry<String, FaultProxy> way : stack.proxies().entrySet()) {
            Carried quiet =
                    way.getValue().carried(CALLS.negate()).since(before.getOrDefault(way.getKey(), Carried.NOTHING));
            double perSecond = quiet.bytes() / (double) QUIET.toSeconds();
            System.out.printf(
                    Locale.ROOT,
                    "the watch at %s: %.0f bytes and %.2f calls a second%n",
                    way.getKey(),
                    perSecond,
                    quiet.posts() / (double) QUIET.toSeconds());
            most = Math.max(most, perSecond);
        }
        return most;
    }

    private static Path answer(LocalStack stack) throws IOException {
        Path answer = stack.work().resolve("agent-answer.json");
        try (RawHttp real =
                new RawHttp("127.0.0.1", Fleet.agentOfShop(stack, "dc1"), "/jolokia/", "", "[" + REQUEST + "]")) {
            Files.write(answer, real.ask());
        }
        return answer;
    }

    private static Carried carried(LocalStack stack, Predicate<String> which) {
        return stack.proxies().values().stream().map(way -> way.carried(which)).reduce(Carried.NOTHING, Carried::plus);
    }

    private static String decimals(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
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
}
