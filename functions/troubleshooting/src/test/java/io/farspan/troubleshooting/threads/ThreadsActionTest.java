package io.farspan.troubleshooting.threads;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionMerger;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.Json;
import io.farspan.troubleshooting.actions.StockAgent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the action {@code threads} makes of a real agent's answers, both ways, and of texts that no virtual machine writes. */
class ThreadsActionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");

    private static StockAgent agent;

    @BeforeAll
    static void startAgent() {
        agent = new StockAgent();
    }

    @AfterAll
    static void stopAgent() {
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"print", "beans"})
    void anExhaustedPoolIsNamedOverInstancesWithWhereItsThreadsAre(String from) throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(3);
        ExecutorService pool = pool("orders-exec-", 3);
        for (int number = 0; number < 3; number++) {
            pool.execute(() -> waitHere(busy, release));
        }
        busy.await();
        try {
            // when, then
            await().atMost(LONG).untilAsserted(() -> assertExhausted(merged(from, ONE, TWO)));
        } finally {
            release.countDown();
            pool.shutdown();
        }
    }

    private static void assertExhausted(JsonNode merged) {
        JsonNode exhausted = find(merged.path("exhaustedPools"), "name", "orders-exec");
        assertThat(exhausted.path("says").asText())
                .startsWith("All 6 threads of 'orders-exec' are busy on 2 of 2 instances, most at "
                        + "io.farspan.troubleshooting.threads.ThreadsActionTest.waitHere(ThreadsActionTest.java:");
        JsonNode stack = find(merged.path("stacks"), "pool", "orders-exec");
        assertThat(stack.path("says").asText())
                .isEqualTo("6 of 6 threads of 'orders-exec' on 2 of 2 instances wait here");
        assertThat(stack.path("waitsFor").asText()).isEqualTo("java.util.concurrent.CountDownLatch$Sync");
        assertThat(stack.path("frames").get(0).asText())
                .endsWith(".park(Native Method)")
                .doesNotContain("@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"print", "beans"})
    void aPoolWithAnIdleThreadIsNotExhausted(String from) throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        ExecutorService pool = pool("half-", 2);
        pool.execute(() -> waitHere(busy, release));
        pool.execute(done::countDown);
        busy.await();
        done.await();
        try {
            // when, then
            await().atMost(LONG).untilAsserted(() -> {
                JsonNode pools = result(from, ONE).path("pools");
                assertThat(find(pools, "name", "half").path("busy").asInt()).isEqualTo(1);
            });
            assertThat(find(merged(from, ONE).path("exhaustedPools"), "name", "half")
                            .isMissingNode())
                    .isTrue();
        } finally {
            release.countDown();
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"print", "beans"})
    void aDeadlockAndAContendedLockAreFound(String from) throws Exception {
        // given
        ReentrantLock left = new ReentrantLock();
        ReentrantLock right = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread first = thread("dead-left", () -> lockBoth(left, right, both));
        Thread second = thread("dead-right", () -> lockBoth(right, left, both));
        try {
            // when, then
            await().atMost(LONG).untilAsserted(() -> assertDeadlock(merged(from, ONE)));
        } finally {
            first.interrupt();
            second.interrupt();
        }
    }

    private static void assertDeadlock(JsonNode merged) {
        assertThat(merged.path("deadlocks").size()).isEqualTo(1);
        JsonNode deadlock = merged.path("deadlocks").get(0);
        assertThat(deadlock.path("instance").asText()).isEqualTo("aws1/i-1");
        assertThat(texts(deadlock.path("threads"))).containsExactlyInAnyOrder("dead-left", "dead-right");
        assertThat(find(merged.path("locks"), "holder", "dead-left")
                        .path("waiting")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aPrintSaysWhichThreadsUseTheProcessor() {
        // when
        JsonNode busiest = merged("print", ONE).path("busiest");

        // then
        assertThat(busiest.size()).isPositive();
        assertThat(busiest.get(0).path("cpuMs").asLong()).isPositive();
        assertThat(busiest.get(0).path("instance").asText()).isEqualTo("aws1/i-1");
    }

    @Test
    void anEndlessOrForgedPrintIsBounded() throws IOException {
        // given
        StringBuilder text = new StringBuilder("\"\" #\n\"x\" #1 prio=\n- locked <0x1> (a \n\tat \n");
        for (int number = 0; number < ThreadDump.MOST_THREADS + 10; number++) {
            text.append("\"evil\" #1 prio=5 cpu=1.2.3ms tid=0x1\n   java.lang.Thread.State: S")
                    .append(number)
                    .append("\n\tat a.b.c")
                    .append(number)
                    .append("(\"")
                    .append("y".repeat(200))
                    .append(")\n");
        }

        // when
        ThreadDump dump = DumpText.read(text.toString());
        ObjectNode result = DumpSummary.of(dump);
        ThreadMerger merger = new ThreadMerger();
        merger.add(ONE, result);

        // then
        assertThat(dump.threads()).hasSize(ThreadDump.MOST_THREADS);
        assertThat(dump.omitted()).isEqualTo(10);
        assertThat(Json.write(result)).hasSizeLessThan(ActionPlan.LARGEST_RESULT);
        assertThat(Json.write(merger.merged())).hasSizeLessThan(ActionPlan.LARGEST_MERGED);
        assertThat(merger.merged().path("threadsWithoutStack").asLong()).isPositive();
    }

    @Test
    void whatDiffersBetweenEqualInstancesIsNotInAFrame() {
        assertThat(Frames.of("java.lang.Thread.sleep(java.base@17.0.15/Native Method)"))
                .isEqualTo("java.lang.Thread.sleep(Native Method)");
        assertThat(Frames.of("shop.Orders$$Lambda$123/0x0000000800c12345.run(Unknown Source)"))
                .isEqualTo("shop.Orders$$Lambda.run(Unknown Source)");
        assertThat(Frames.of("shop.Orders$$Lambda/0x00007f8a.run(Unknown Source)"))
                .isEqualTo("shop.Orders$$Lambda.run(Unknown Source)");
        assertThat(Frames.of("app//shop.Main.main(Main.java:3)")).isEqualTo("shop.Main.main(Main.java:3)");
        assertThat(Frames.of("com.sun.proxy.$Proxy17.get(Unknown Source)"))
                .isEqualTo("com.sun.proxy.$Proxy.get(Unknown Source)");
    }

    private static void waitHere(CountDownLatch busy, CountDownLatch release) {
        busy.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void lockBoth(ReentrantLock first, ReentrantLock second, CountDownLatch both) {
        first.lock();
        both.countDown();
        try {
            both.await();
            second.lockInterruptibly();
            second.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            first.unlock();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static ExecutorService pool(String name, int threads) {
        int[] number = {0};
        return Executors.newFixedThreadPool(threads, task -> new Thread(task, name + ++number[0]));
    }

    private static JsonNode merged(String from, InstanceId... instances) {
        ActionMerger merger = plan(from).merger();
        for (InstanceId id : instances) {
            merger.add(id, result(from, id));
        }
        return merger.merged();
    }

    private static JsonNode result(String from, InstanceId id) {
        ActionPlan plan = plan(from);
        return plan.result(new ActionAnswer(id, agent.ask(JolokiaRequest.raw(plan.requests()))));
    }

    private static ActionPlan plan(String from) {
        return new ThreadsAction().plan(JsonNodeFactory.instance.objectNode().put("from", from));
    }

    private static JsonNode find(JsonNode list, String member, String value) {
        for (JsonNode one : list) {
            if (one.path(member).asText().equals(value)) {
                return one;
            }
        }
        return list.path("none");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
