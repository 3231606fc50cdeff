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

/** Sends iteration after iteration to a router, from several connections, and says what it did wrong. */
public final class Fuzzing {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 6;

    /** After so much of the work every cache and pool has what it will have. */
    private static final double WARM = 0.3;

    private final InetSocketAddress router;
    private final long seed;
    private final Findings findings;

    /** Towards a router, by a seed. */
    public Fuzzing(InetSocketAddress router, long seed) {
        this.router = router;
        this.seed = seed;
        this.findings = new Findings(seed);
    }

    /**
     * What came of it.
     *
     * @param findings what went wrong, one text per kind
     * @param moreHeapBytes what the JVM holds at the end that it did not hold when it was warm
     * @param moreThreads the same of threads
     * @param threads which threads there were, and are
     */
    public record Result(List<String> findings, long moreHeapBytes, int moreThreads, String threads) {}

    /** All iterations, in two parts. */
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

    /** Some iterations; what went wrong until now. */
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

    private Optional<Answer> send(Wire wire, long iteration, Input input) throws IOException {
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

    private void check(long iteration, Input input, Optional<Answer> answer, FailureLog log) {
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
