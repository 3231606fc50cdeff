package io.farspan.router.fuzz;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.farspan.testkit.fuzz.Findings;
import io.farspan.testkit.fuzz.Footprint;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Sends fuzzed requests to a router over several connections, and collects what went wrong. */
public final class Fuzzing {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 6;

    /** The share of the work after which caches and pools are full. */
    private static final double WARM = 0.5;

    private final InetSocketAddress router;
    private final long seed;
    private final Findings findings;

    /** Fuzzing of a router, reproducible by its seed. */
    public Fuzzing(InetSocketAddress router, long seed) {
        this.router = router;
        this.seed = seed;
        this.findings = new Findings(seed);
    }

    /**
     * The result of a run.
     *
     * @param findings the faults found, one text per kind
     * @param moreHeapBytes the growth of the heap since the warm-up
     * @param moreThreads the growth of the number of threads since the warm-up
     * @param threads the threads before and after
     */
    public record Result(List<String> findings, long moreHeapBytes, int moreThreads, String threads) {}

    /** Runs all iterations, in two parts. */
    public Result runAll(int iterations) throws InterruptedException {
        long warm = (long) (iterations * WARM);
        run(0, warm);
        Footprint before = Footprint.now();
        List<String> all = run(warm, iterations);
        Footprint after = Footprint.now();
        return new Result(
                all,
                after.heapBytes() - before.heapBytes(),
                after.threadCount() - before.threadCount(),
                "before " + before.threads() + ", after " + after.threads());
    }

    /** Runs some iterations and returns the findings so far. */
    public List<String> run(long from, long to) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        ExecutorService workers = Executors.newFixedThreadPool(CONNECTIONS);
        try (FailureLog log = new FailureLog()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                workers.execute(() -> work(next, to, log));
            }
            workers.shutdown();
            if (!workers.awaitTermination(1, TimeUnit.HOURS)) {
                throw new IllegalStateException("The workers did not end");
            }
        }
        return findings.all();
    }

    private void work(AtomicLong next, long to, FailureLog log) {
        try (Wire wire = new Wire(router, PATIENCE)) {
            for (long iteration = next.getAndIncrement(); iteration < to; iteration = next.getAndIncrement()) {
                Input input = new Inputs(seed, iteration).next();
                check(iteration, input, send(wire, iteration, input), log);
            }
        } catch (IOException e) {
            throw new IllegalStateException("The router is not there", e);
        }
    }

    private Optional<HttpAnswer> send(Wire wire, long iteration, Input input) throws IOException {
        try {
            return wire.send(input);
        } catch (SocketTimeoutException e) {
            findings.add(
                    input.kind() + ": no answer within " + PATIENCE.toSeconds() + " s",
                    iteration,
                    input.bytes(),
                    new byte[0]);
            return Optional.empty();
        } catch (RuntimeException e) {
            findings.add(input.kind() + ": an answer that is not HTTP, " + e, iteration, input.bytes(), new byte[0]);
            return Optional.empty();
        }
    }

    private void check(long iteration, Input input, Optional<HttpAnswer> answer, FailureLog log) {
        answer.ifPresent(given -> {
            String text = given.text();
            boolean problem = given.header("content-type").startsWith("application/problem+json");
            if (text.contains("INTERNAL")) {
                findings.add(input.kind() + ": INTERNAL, " + log.cause(text), iteration, input.bytes(), given.body());
            } else if (given.status() >= 500 && !problem) {
                findings.add(
                        input.kind() + ": " + given.status() + " that is not a problem document",
                        iteration,
                        input.bytes(),
                        (given.headers() + " " + text).getBytes(UTF_8));
            }
        });
    }
}
