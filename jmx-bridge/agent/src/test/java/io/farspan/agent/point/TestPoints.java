package io.farspan.agent.point;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

/** Points of the JVM that runs the tests, with a spool and a clock of their own. */
final class TestPoints implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Spool spool;
    private final AtomicLong ahead = new AtomicLong();
    private final Points points;

    TestPoints(Path folder) throws Exception {
        this(folder, HeldInstrumentation.get(), Clock.systemUTC());
    }

    TestPoints(Path folder, Instrumentation instrumentation, Clock clock) throws Exception {
        spool = Spool.open(folder.resolve("points"), SpoolSize.of(32 << 20), clock, "");
        points = new Points(instrumentation, () -> spool, 1, clock, () -> System.nanoTime() + ahead.get());
    }

    /** Waits for what a thread of the agent does, on a machine that does much else. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    Points points() {
        return points;
    }

    /** Sets a point that is described by a JSON object with apostrophes, and returns its id. */
    String add(String json) throws IOException {
        return JSON.readTree(points.add(json.replace('\'', '"'))).get("id").asText();
    }

    /** What the list says of a point. */
    JsonNode entry(String id) throws IOException {
        for (JsonNode entry : JSON.readTree(points.list())) {
            if (entry.get("id").asText().equals(id)) {
                return entry;
            }
        }
        throw new AssertionError("no point " + id + " in " + points.list());
    }

    /** Lets time go on. */
    void pass(long seconds) {
        ahead.addAndGet(seconds * 1_000_000_000L);
    }

    List<JsonNode> records() throws IOException {
        spool.tick();
        return Records.of(spool).all();
    }

    List<String> messages() throws IOException {
        return records().stream().map(record -> record.get("m").asText()).toList();
    }

    @Override
    public void close() throws IOException {
        points.close();
        spool.close();
    }
}
