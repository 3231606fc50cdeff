package io.farspan.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.local.process.Child;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * The stack under steady work: every instance takes orders and logs each, the logs are collected and listed, and unified
 * calls are made. What the router, the functions and the instances use is compared between the end of the first third,
 * when everything has run for a while, and the end.
 */
final class SoakBench implements Bench.Measurement {

    private static final Duration TIME = Duration.ofSeconds(
            Integer.getInteger("farspan.bench.minutes", 0) > 0
                    ? 60L * Integer.getInteger("farspan.bench.minutes")
                    : Effort.of(180, 90, 20));
    private static final Pattern LISTENING = Pattern.compile("LISTENING ([0-9]+)");
    private static final Duration START = Duration.ofSeconds(30);
    private static final long ORDER_MILLIS = 50;
    private static final long CALL_MILLIS = 200;
    private static final long LIST_MILLIS = 1_000;
    private static final double MEGABYTE = 1 << 20;
    private static final String CALL = "{\"select\":\"all\",\"requests\":[{\"type\":\"read\",\"mbean\":"
            + "\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}],\"deadlineMs\":5000}";

    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    @Override
    public Map<String, String> run() throws Exception {
        ScheduledExecutorService work = Executors.newScheduledThreadPool(8);
        List<RawHttp> customers = new ArrayList<>();
        try (LocalStack stack = LocalStack.start(StackOptions.usual().withLogs(), line -> {})) {
            HomeApi home = new HomeApi(stack, stack.router());
            for (Child child : stack.children()) {
                if (child.name().startsWith("instance:")) {
                    RawHttp customer = new RawHttp(
                            "127.0.0.1", Integer.parseInt(child.await(LISTENING, START)), "/orders", "", "1");
                    customers.add(customer);
                    every(work, ORDER_MILLIS, customer::ask);
                }
            }
            every(work, CALL_MILLIS, () -> answered(home.post("/calls", CALL)));
            every(work, LIST_MILLIS, () -> home.logs("limit=100"));
            TimeUnit.NANOSECONDS.sleep(TIME.toNanos() / 3);
            Map<String, ProcessUse> before = uses(stack);
            long doneBefore = done.get();
            TimeUnit.NANOSECONDS.sleep(TIME.toNanos() * 2 / 3);
            long doneBetween = done.get() - doneBefore;
            Map<String, ProcessUse> after = uses(stack);
            if (failure.get() != null) {
                throw new IOException("The work failed: " + failure.get(), failure.get());
            }
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("n", Long.toString(doneBetween));
            before.forEach((part, use) -> {
                ProcessUse now = after.getOrDefault(part, use);
                figures.put(part + "_live_mb", megabytes(now.liveBytes()));
                figures.put(part + "_live_growth_mb", megabytes(now.liveBytes() - use.liveBytes()));
                figures.put(part + "_rss_growth_mb", megabytes(now.residentBytes() - use.residentBytes()));
                figures.put(part + "_thread_growth", Integer.toString(now.threads() - use.threads()));
            });
            return figures;
        } finally {
            work.shutdownNow();
            for (RawHttp customer : customers) {
                customer.close();
            }
        }
    }

    private static JsonNode answered(JsonNode answer) throws IOException {
        if (answer.path("outcomes").isEmpty()) {
            throw new IOException("A call is answered with " + answer);
        }
        return answer;
    }

    /** Work that is done again and again. */
    private interface Step {
        Object once() throws Exception;
    }

    private void every(ScheduledExecutorService work, long millis, Step step) {
        work.scheduleAtFixedRate(
                () -> {
                    try {
                        step.once();
                        done.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the bench is over
                    } catch (Exception e) {
                        failure.compareAndSet(null, e);
                    }
                },
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private static Map<String, ProcessUse> uses(LocalStack stack) throws IOException, InterruptedException {
        Map<String, List<ProcessUse>> parts = new LinkedHashMap<>();
        for (Child child : stack.children()) {
            String part = child.name().replaceAll(":.*", "");
            if (part.equals("router") || part.equals("function") || part.equals("instance")) {
                parts.computeIfAbsent(part, key -> new ArrayList<>()).add(ProcessUse.of(child));
            }
        }
        Map<String, ProcessUse> sums = new LinkedHashMap<>();
        parts.forEach((part, uses) -> sums.put(part, ProcessUse.sum(uses)));
        return sums;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
    }
}
