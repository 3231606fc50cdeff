package io.farspan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The first unified call of a stack that has just become READY, compared with its hundredth: the heap of six instances.
 * The client is warmed up before on another server, so that only Farspan's own start counts.
 */
final class FirstCallBench implements Bench.Measurement {

    private static final int STARTS = Effort.repetitions(5, 3);
    private static final String CALL =
            "{\"select\":\"all\",\"requests\":[{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\","
                    + "\"attribute\":\"HeapMemoryUsage\"}],\"unify\":[\"sum\"],\"deadlineMs\":15000}";
    /** The calls around the hundredth whose median is taken, because a single call varies too much. */
    private static final int FROM = 91;

    private static final int TO = 110;

    private final Samples first = new Samples();
    private final Samples second = new Samples();
    private final Samples hundredth = new Samples();
    private final List<Double> ratios = new ArrayList<>();

    @Override
    public Map<String, String> run() throws Exception {
        warmTheClient();
        for (int start = 0; start < STARTS; start++) {
            try (LocalStack stack = LocalStack.start(StackOptions.usual(), line -> {})) {
                measure(stack);
            }
        }
        first.print("first unified call after READY");
        second.print("  the second");
        hundredth.print("  the hundredth, median of " + FROM + " to " + TO);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Integer.toString(STARTS));
        figures.put("first_ms", millis(first.millis(50)));
        figures.put("first_most_ms", millis(first.millis(100)));
        figures.put("second_ms", millis(second.millis(50)));
        figures.put("hundredth_ms", millis(hundredth.millis(50)));
        figures.put("first_ratio", String.format(Locale.ROOT, "%.2f", median(ratios)));
        return figures;
    }

    private void measure(LocalStack stack) throws IOException {
        String credentials = Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
        try (RawHttp router = new RawHttp(
                "127.0.0.1",
                Integer.parseInt(stack.router().replaceAll(".*:", "")),
                "/api/v1/applications/shop/calls",
                "Authorization: Basic " + credentials + "\r\nAccept: application/json\r\n",
                CALL)) {
            long begin = nanos(router);
            first.add(begin);
            second.add(nanos(router));
            Samples about = new Samples();
            for (int call = 3; call <= TO; call++) {
                long nanos = nanos(router);
                if (call >= FROM) {
                    about.add(nanos);
                }
            }
            double usual = about.millis(50);
            hundredth.add((long) (usual * 1e6));
            ratios.add(begin / 1e6 / usual);
            System.out.printf(Locale.ROOT, "first %.1f ms, hundredth %.1f ms%n", begin / 1e6, usual);
        }
    }

    private static long nanos(RawHttp router) throws IOException {
        long started = System.nanoTime();
        byte[] answer = router.ask();
        long nanos = System.nanoTime() - started;
        if (!new String(answer, UTF_8).contains("\"partial\":false")) {
            throw new IOException("Not every instance answered: " + new String(answer, UTF_8));
        }
        return nanos;
    }

    private static void warmTheClient() throws IOException {
        byte[] answer = "{\"partial\":false}".getBytes(UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try (RawHttp client = new RawHttp("127.0.0.1", server.getAddress().getPort(), "/", "", CALL)) {
            for (int i = 0; i < 200; i++) {
                nanos(client);
            }
        } finally {
            server.stop(0);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get((values.size() - 1) / 2);
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
