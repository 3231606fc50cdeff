package io.farspan.core.http;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.TimeoutException;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.HostileAgent;
import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.token.CallClaims;
import io.farspan.testkit.fuzz.Chance;
import io.farspan.testkit.fuzz.Findings;
import io.farspan.testkit.fuzz.Footprint;
import io.farspan.testkit.fuzz.Mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

/**
 * Whatever a function is sent, and whatever agents answer it, it answers by what it is. {@code -Dfarspan.fuzz=10},
 * {@code .seed} and {@code .only} are as in the router's test.
 */
class FunctionFuzzTest extends FunctionStage {

    /** The stand-ins' own threads, and those of a cached pool, which end when they had nothing to do for a minute. */
    private static final String[] OTHERS = {"scripted-agent", "pool-"};

    private static final long SEED = Long.getLong("farspan.fuzz.seed", 1L);
    private static final int ITERATIONS = 2_000 * Integer.getInteger("farspan.fuzz", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CALLERS = 6;
    private static final int MORE_THREADS = 10;
    private static final long MORE_BYTES = 32L << 20;

    private static final List<String> REQUESTS = List.of(
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\",\"path\":\"used\"}",
            "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true}}",
            "{\"type\":\"list\",\"path\":\"java.lang\",\"config\":{\"maxDepth\":2}}",
            "{\"type\":\"search\",\"mbean\":\"*:type=Memory,*\"}",
            "{\"type\":\"version\"}",
            "{\"type\":\"write\",\"mbean\":\"a:b=c\",\"attribute\":\"x\",\"value\":[1]}",
            EXEC);

    private final Findings findings = new Findings(SEED);

    @Test
    void nothingThatIsSentOrAnsweredBreaksTheFunction() throws IOException, InterruptedException {
        Optional<Long> only = Optional.ofNullable(Long.getLong("farspan.fuzz.only"));
        try (ScriptedAgent one = new ScriptedAgent(new HostileAgent(SEED));
                ScriptedAgent two = new ScriptedAgent(new HostileAgent(SEED + 1));
                ScriptedAgent sound = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", one.address());
            register("i-2", two.address());
            if (only.isPresent()) {
                run(only.get(), only.get() + 1);
                assertThat(findings.all()).isEmpty();
                return;
            }

            // when
            run(0, ITERATIONS / 3);
            Footprint before = Footprint.now();
            run(ITERATIONS / 3, ITERATIONS);
            Footprint after = Footprint.now();

            // then
            assertAll(
                    () -> assertThat(findings.all()).isEmpty(),
                    () -> assertThat(after.threadCount(OTHERS))
                            .as("before " + before.threads() + ", after " + after.threads())
                            .isLessThanOrEqualTo(before.threadCount(OTHERS) + MORE_THREADS),
                    () -> assertThat(after.heapBytes()).isLessThan(before.heapBytes() + MORE_BYTES));
            register("i-3", sound.address());
            assertThat(codes(ask(call("[\"i-3\"]", VERSION)))).containsExactly("");
        }
    }

    private void run(long from, long to) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> {
                for (long iteration = next.getAndIncrement(); iteration < to; iteration = next.getAndIncrement()) {
                    ask(iteration);
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.HOURS)).isTrue();
    }

    private void ask(long iteration) {
        FunctionRequest request = next(iteration);
        try {
            FunctionResponse response = function.handle(request).await().atMost(PATIENCE);
            if (new String(response.body()).contains("INTERNAL")) {
                findings.add("INTERNAL", iteration, request.body(), response.body());
            }
        } catch (TimeoutException e) {
            findings.add("no answer within " + PATIENCE.toSeconds() + " s", iteration, request.body(), new byte[0]);
        } catch (RuntimeException e) {
            findings.add("a failure that is not a response: " + e, iteration, request.body(), new byte[0]);
        }
    }

    private FunctionRequest next(long iteration) {
        Chance chance = new Chance(SEED, iteration);
        Mutations mutations = new Mutations(chance);
        boolean probe = chance.oneIn(4);
        String right = probe ? probed(chance) : called(chance, iteration);
        byte[] body = chance.oneIn(3) ? right.getBytes() : mutations.body(right);
        Map<String, String> headers = new HashMap<>();
        headers.put(
                "farspan-token", chance.oneIn(30) ? mutations.text(token(body, iteration)) : token(body, iteration));
        if (chance.oneIn(20)) {
            headers.put("farspan-relay", mutations.text("aws1"));
            headers.put("farspan-relay-token", token(body, iteration));
            headers.put("farspan-relay-deadline", mutations.text("300"));
        }
        if (chance.oneIn(10)) {
            headers.put("content-encoding", "gzip");
            body = chance.oneIn(3) ? mutations.bytes(Gzip.compress(body)) : Gzip.compress(body);
        }
        if (chance.oneIn(20)) {
            headers.put("traceparent", mutations.text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        }
        return new FunctionRequest("POST", probe ? "/v1/probe" : "/v1/call", headers, body);
    }

    /** No other iteration sends the same, so that agents answer each as they please. */
    private static String called(Chance chance, long iteration) {
        return "{\"application\":\"shop\",\"instances\":"
                + chance.pick(List.of("\"all\"", "[\"i-1\"]", "[\"i-1\",\"i-2\"]"))
                + ",\"requests\":[" + chance.pick(REQUESTS) + "," + chance.pick(REQUESTS)
                + ",{\"type\":\"read\",\"mbean\":\"a:n=" + iteration
                + "\"}],\"deadlineMs\":200,\"generation\":1,\"known\":[\"x\"],\"caller\":\"ann\"}";
    }

    private static String probed(Chance chance) {
        return "{\"application\":\"shop\",\"timeoutMs\":200,\"requests\":[" + chance.pick(REQUESTS.subList(0, 5))
                + "],\"peers\":[\"az1\"],\"foreign\":[\"az1\"],\"home\":" + chance.oneIn(2)
                + ",\"generation\":1,\"padding\":\"xxxx\"}";
    }

    private String token(byte[] body, long iteration) {
        return home.sign(new CallClaims(
                "shop",
                "aws1",
                epoch,
                CallClaims.digest(body),
                NOW.getEpochSecond(),
                NOW.getEpochSecond() + 30,
                "fuzz-" + iteration));
    }
}
