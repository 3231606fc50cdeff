package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.local.generator.Generator;
import io.farspan.local.generator.Journal;
import io.farspan.local.http.LoopbackServer;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.MapSeed;
import io.farspan.local.stack.StackOptions;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every part is killed in random order while numbered lines and events are written in three locations, and log files are
 * renamed, copied and truncated, and deleted. What arrived is counted by the numbers of whoever wrote them.
 */
@Tag("full")
class TelemetryFaultsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(90);
    private static final List<String> INSTANCES = List.of("dc1/i-1", "aws1/i-1", "az1/i-1");

    /** Lines that are written between two faults, at a hundred a second. */
    private static final int LINES_BETWEEN = 250;

    private static LocalStack stack;
    private static Api api;

    private final long seed = Long.getLong("farspan.e2e.seed", System.nanoTime() % 1_000_000);

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        stack = LocalStack.start(
                StackOptions.usual().withInstances(1).withLogs().withInstanceClass(Generator.class),
                System.out::println);
        api = new Api(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** Something that happens to a part. */
    private interface Fault {
        void strike() throws IOException, InterruptedException;
    }

    private record Step(String name, Fault fault) {}

    @Test
    void nothingIsLostAndNothingIsDoubledWhateverIsKilled() throws IOException, InterruptedException {
        // given
        List<Step> steps = steps();
        Collections.shuffle(steps, new Random(seed));
        System.out.println("faults with -Dfarspan.e2e.seed=" + seed + ": "
                + steps.stream().map(Step::name).toList());

        // when
        for (Step step : steps) {
            awaitLines();
            System.out.println("fault: " + step.name);
            step.fault.strike();
        }
        awaitLines();
        for (String instance : INSTANCES) {
            Files.createFile(Generator.stopOf(lines(instance)));
        }
        for (String instance : INSTANCES) {
            for (String what : List.of("lines", "events")) {
                stack.child("instance:" + instance).await(Pattern.compile("(GENERATED " + what + ")"), LIMIT);
            }
        }

        // then
        Arrivals.Count count = await().atMost(DRAIN)
                .pollInterval(Duration.ofSeconds(6)) // the last line of a renamed file is one after five
                .until(TelemetryFaultsIT::count, it -> it.lost() + it.unrecordedGaps() == 0);
        System.out.println(count.written() + " written, " + count.recordedGaps() + " lost as recorded gaps say");
        System.out.println(count);
        assertThat(count.examples()).isEmpty();
        assertThat(count.written()).isGreaterThan(10_000);
        assertThat(count.doubled()).isZero();
        assertThat(api.streams())
                .allSatisfy(stream -> assertThat(stream.path("ended").asBoolean())
                        .as("a spool that was kept goes on in its incarnation")
                        .isFalse());
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (String part : List.of("function:dc1", "function:aws1", "function:az1", "router", "router")) {
            steps.add(new Step(part, () -> stack.replace(part)));
        }
        steps.add(new Step("database", TelemetryFaultsIT::killDatabase));
        steps.add(new Step("database", TelemetryFaultsIT::killDatabase));
        steps.add(new Step(
                "dc1/i-1, renamed while down", () -> killInstance("dc1/i-1", file -> Files.move(file, next(file)))));
        steps.add(new Step(
                "aws1/i-1, copied and truncated while down",
                () -> killInstance("aws1/i-1", file -> {
                    Files.copy(file, next(file), StandardCopyOption.COPY_ATTRIBUTES);
                    Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
                })));
        steps.add(new Step(
                "az1/i-1, deleted and made again while down",
                () -> killKnown("az1/i-1", file -> {
                    try (Journal journal = Journal.open(Generator.linesOf(file))) {
                        journal.deleted();
                    }
                    Files.delete(file);
                    Files.writeString(file, "another file, which may have the inode of the one before\n");
                })));
        steps.add(new Step("az1/i-1", () -> killInstance("az1/i-1", file -> {})));
        return steps;
    }

    private static void killDatabase() throws IOException, InterruptedException {
        Path pid = stack.work().resolve("postgres/data/postmaster.pid");
        ProcessHandle server = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pid).get(0).trim()))
                .orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
        stack.replace("postgres");
    }

    /** What is done to a file while nobody writes or reads it. */
    private interface Change {
        void change(Path file) throws IOException;
    }

    /** Waits until the agent has seen the file: of one that is begun and deleted unseen nobody can tell what was in it. */
    private static void awaitKnownFile(String instance) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            long position = Journal.read(Generator.linesOf(lines(instance)))
                    .lastEntry()
                    .getValue()
                    .position();
            return position >= 20_000 && position < 40_000; // a second after its begin, and before its end
        });
    }

    private static void killInstance(String instance, Change whileDown) throws IOException, InterruptedException {
        stack.child("instance:" + instance).kill();
        whileDown.change(lines(instance));
        stack.replace("instance:" + instance);
    }

    private static void killKnown(String instance, Change whileDown) throws IOException, InterruptedException {
        awaitKnownFile(instance);
        killInstance(instance, whileDown);
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".down-" + UUID.randomUUID());
    }

    private static Path lines(String instance) {
        return stack.work().resolve("shop-" + instance.replace('/', '-') + ".access.log");
    }

    /** Waits until every instance has written a few hundred lines more. */
    private static void awaitLines() throws IOException {
        for (String instance : INSTANCES) {
            int before = Journal.read(Generator.linesOf(lines(instance))).size();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() ->
                            Journal.read(Generator.linesOf(lines(instance))).size() >= before + LINES_BETWEEN);
        }
    }

    private static Arrivals.Count count() throws IOException, SQLException {
        Arrivals.Count all = Arrivals.Count.NOTHING;
        for (String instance : INSTANCES) {
            all = all.plus(count(instance, false)).plus(count(instance, true));
        }
        System.out.println(said(all));
        return all;
    }

    private static Arrivals.Count count(String instance, boolean events) throws IOException, SQLException {
        Path journal = events ? Generator.eventsOf(lines(instance)) : Generator.linesOf(lines(instance));
        return new Arrivals(instance, StoredRecord.of(stack.store(), instance, events))
                .count(instance + (events ? " events" : " lines"), Journal.read(journal), events);
    }

    private static String said(Arrivals.Count count) {
        return count.written() + " written, " + count + " "
                + count.examples().stream().limit(5).toList();
    }

    @Test
    void aBatchOfAnotherLocationIsRefused() throws IOException {
        // given: a function that answers records of an instance which is not its own, and probes as it should: one that
        // is
        // taken for broken is not asked
        HttpServer forger = LoopbackServer.create();
        forger.createContext(
                "/",
                exchange -> answer(
                        exchange,
                        """
                        {"location":"evil1","epoch":1,"version":"1","outcomes":[{"location":"evil1","tookMs":1,"value":
                         {"left":false,"problems":{},"streams":[{"instance":"aws1/i-1","name":"forged","kind":"log",
                          "incarnation":"7c1d2cd4-55a1-4a2e-9d51-111111111111","from":0,"next":0,"end":1,"block":""}]}}]}
                        """
                                .getBytes(UTF_8)));
        forger.createContext(
                ProbeCall.PATH,
                exchange -> answer(
                        exchange,
                        Json.write(new ProbeAnswer(
                                "evil1",
                                1,
                                System.currentTimeMillis(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Map.of(),
                                Optional.empty()))));
        forger.start();
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            // when
            new MapSeed(map, LocalStack.ZONE, Optional.empty())
                    .change(
                            "shop",
                            List.of(new MapChange.PutFunction(new FunctionEndpoint(
                                    "evil1",
                                    "fn.evil1." + LocalStack.ZONE,
                                    Optional.of(forger.getAddress().getAddress()),
                                    forger.getAddress().getPort(),
                                    "",
                                    "server",
                                    false,
                                    1))));

            // then
            await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            Files.readString(stack.work().resolve("router.log")))
                    .contains("records of aws1/i-1, which the map does not have there, are refused"));
            assertThat(api.streams())
                    .noneMatch(stream -> stream.path("name").asText().equals("forged"));
        } finally {
            forger.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, byte[] json) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }
}
