package io.farspan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;
import io.farspan.protocol.function.FunctionCall;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The descriptions of 10,000 MBeans on 50 replicas in three locations, by one {@code list} at the federated Jolokia
 * endpoint, against asking each replica. The replicas are {@link Responders} with the bytes of a real agent over a JVM
 * that has these MBeans; 50 such JVMs do not fit on this machine.
 */
final class ListBench implements Bench.Measurement {

    private static final int MBEANS = Effort.of(10_000, 1_000);
    private static final int REPLICAS = Effort.of(50, 12);
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);
    private static final int WARM_CALLS = Effort.of(5, 2);
    private static final Duration QUIET = Duration.ofSeconds(Effort.of(10, 3));
    private static final Duration START = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Map<String, String> run() throws Exception {
        StackOptions options = StackOptions.usual().withInstances(1).withRoundTrip(ROUND_TRIP);
        try (LocalStack stack = LocalStack.start(options, line -> {});
                Child many = Child.start(
                        "many beans",
                        stack.work().resolve("many-beans.log"),
                        Map.of(),
                        List.of(
                                Child.java(),
                                "-Xmx512m",
                                "-javaagent:" + Artefacts.find().jolokia()
                                        + "=host=127.0.0.1,port=0,discoveryEnabled=false",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ManyBeans.class.getName(),
                                Integer.toString(MBEANS)))) {
            int agent = Integer.parseInt(
                    many.await(Pattern.compile("started with URL http://127\\.0\\.0\\.1:([0-9]+)/"), START));
            many.await(Pattern.compile("MBEANS ([0-9]+)"), START);
            byte[] answer = post("http://127.0.0.1:" + agent + "/jolokia/", "[{\"type\":\"list\"}]", "");
            Path file = stack.work().resolve("list-answer.json");
            Files.write(file, answer);
            many.close();
            try (Fleet replicas = Fleet.start(stack, "many", REPLICAS, file, 512)) {
                return measure(stack, answer.length, replicas);
            }
        }
    }

    private Map<String, String> measure(LocalStack stack, int oneList, Fleet replicas) throws Exception {
        String credentials =
                "Basic " + Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
        String list = stack.jolokia("many");
        String request = "{\"type\":\"list\",\"config\":{\"listCache\":true}}";
        for (int i = 0; i < 50; i++) {
            post(
                    stack.jolokia("shop"),
                    request,
                    credentials); // warms up the path, but caches nothing of these replicas
        }
        long heapBefore = heap(stack);
        long bytesBefore = carried(stack);
        long started = System.nanoTime();
        byte[] answer = post(list, request, credentials);
        double cold = (System.nanoTime() - started) / 1e6;
        long coldBytes = carried(stack) - bytesBefore;
        String text = new String(answer, UTF_8);
        int names = text.split("instance=", -1).length - 1;
        if (names < MBEANS * REPLICAS) {
            throw new IOException("The list has " + names + " names of instances: "
                    + text.substring(0, Math.min(800, text.length())));
        }
        Samples warm = new Samples();
        bytesBefore = carried(stack);
        for (int i = 0; i < WARM_CALLS; i++) {
            long again = System.nanoTime();
            byte[] same = post(list, request, credentials);
            warm.add(System.nanoTime() - again);
            if (same.length < answer.length / 2) {
                throw new IOException("The list became " + same.length + " bytes: "
                        + new String(same, 0, Math.min(800, same.length), UTF_8));
            }
        }
        long warmBytes = (carried(stack) - bytesBefore) / WARM_CALLS;
        long heapAfter = heap(stack);
        Map<String, String> disturbance = disturbance(stack, replicas, request, credentials);
        long directBytes = direct(replicas, oneList);
        System.out.printf(
                Locale.ROOT,
                "one list has %.1f MB; bytes over the round trip: cold %.2f MB, warm %.3f MB, each replica asked %.1f MB%n",
                oneList / 1e6,
                coldBytes / 1e6,
                warmBytes / 1e6,
                directBytes / 1e6);
        System.out.printf(
                Locale.ROOT,
                "the answer has %,d names and %.1f MB; bytes[] in the router's heap before %.1f MB, after %.1f MB%n",
                names,
                answer.length / 1e6,
                heapBefore / 1e6,
                heapAfter / 1e6);
        warm.print("list of " + MBEANS + " MBeans on " + REPLICAS + " replicas, warm");
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(1 + WARM_CALLS));
        figures.put("bytes_ratio", String.format(Locale.ROOT, "%.5f", coldBytes / (double) directBytes));
        figures.put("heap_copies", String.format(Locale.ROOT, "%.2f", (heapAfter - heapBefore) / (double) oneList));
        figures.put("cold_ms", String.format(Locale.ROOT, "%.0f", cold));
        figures.put("warm_ms", String.format(Locale.ROOT, "%.0f", warm.millis(50)));
        figures.putAll(disturbance);
        return figures;
    }

    /** Measures light calls while uncached lists of another application are made. */
    private Map<String, String> disturbance(LocalStack stack, Fleet replicas, String request, String credentials)
            throws IOException, InterruptedException {
        Samples quiet = quiet(stack);
        replicas.writeInto(stack, "others");
        try (LightCalls beside = LightCalls.begin(stack)) {
            post(stack.jolokia("others"), request, credentials);
            for (int i = 0; i < WARM_CALLS; i++) {
                post(stack.jolokia("many"), request, credentials);
            }
            Samples disturbed = beside.end();
            quiet.print("a light call of all of the shop, alone");
            disturbed.print("  the same while the list runs");
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("light_p99_ms", String.format(Locale.ROOT, "%.0f", disturbed.millis(99)));
            figures.put("light_p99_ms@alone", String.format(Locale.ROOT, "%.0f", quiet.millis(99)));
            figures.put("light_p99_ratio", String.format(Locale.ROOT, "%.2f", disturbed.millis(99) / quiet.millis(99)));
            figures.put("light_failures", Integer.toString(beside.failures()));
            figures.put("verdicts", Integer.toString(beside.verdicts()));
            return figures;
        }
    }

    private static Samples quiet(LocalStack stack) throws IOException, InterruptedException {
        try (LightCalls alone = LightCalls.begin(stack)) {
            TimeUnit.SECONDS.sleep(QUIET.toSeconds());
            return alone.end();
        }
    }

    /** Calls every replica over the round trip, with one connection each. */
    private long direct(Fleet replicas, int oneList) throws Exception {
        long bytes = 0;
        for (int port : replicas.ports()) {
            try (FaultProxy proxy = FaultProxy.start(port, ROUND_TRIP)) {
                byte[] answer = post("http://127.0.0.1:" + proxy.port() + "/jolokia/", "[{\"type\":\"list\"}]", "");
                if (answer.length != oneList) {
                    throw new IOException("A replica answered " + answer.length + " bytes instead of " + oneList);
                }
                bytes += proxy.bytes();
            }
        }
        return bytes;
    }

    private byte[] post(String url, String body, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** The bytes of calls, without those of the watch. */
    private static long carried(LocalStack stack) {
        return stack.proxies().values().stream()
                .mapToLong(way ->
                        way.carried(path -> path.endsWith(FunctionCall.PATH)).bytes())
                .sum();
    }

    /** The live bytes in the router's byte arrays, after a garbage collection. */
    private static long heap(LocalStack stack) throws IOException, InterruptedException {
        String histogram = ProcessUse.histogram(stack.child("router"));
        Matcher line =
                Pattern.compile("\\s+[0-9]+:\\s+[0-9]+\\s+([0-9]+)\\s+\\[B\\b").matcher(histogram);
        if (!line.find()) {
            throw new IOException("No byte arrays in the router's histogram: "
                    + histogram.lines().limit(5).toList());
        }
        return Long.parseLong(line.group(1));
    }
}
