package io.farspan.telemetry.collect;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.Route;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * An instance whose lines are numbered, and the function that reads its agent: an answer begins at the checkpoint that is asked
 * for, and whole segments before it are let go.
 */
final class NumberedAgent implements CollectCalls {

    static final Duration RETENTION = Duration.ofDays(14);

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final String TEXT = " " + "x".repeat(500);

    private final StreamKey stream = new StreamKey("shop", ONE, new StreamName("jul"), UUID.randomUUID());
    private final int answer;
    private final int segment;
    private long first;
    private long written;

    /**
     * One that has written nothing.
     *
     * @param answer the most lines of an answer
     * @param segment the lines of a segment
     */
    NumberedAgent(int answer, int segment) {
        this.answer = answer;
        this.segment = segment;
    }

    StreamKey stream() {
        return stream;
    }

    long written() {
        return written;
    }

    void write(long lines) {
        written += lines;
    }

    /** A collection of its location. */
    LocationCollection collectedInto(TelemetryStore store) {
        return new LocationCollection(
                "shop",
                "aws1",
                store,
                this,
                generation -> Set.of(ONE),
                new UsualPace(true),
                new BatchReader(new TimeWindow(RETENTION), Rules.of(List.of(), List.of())));
    }

    /** Makes a step of a collection. */
    static void step(LocationCollection collection) {
        FunctionEndpoint function =
                new FunctionEndpoint("aws1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        Steps.make(collection, new CollectRoute(Route.direct(function), Optional.empty(), 1, 1));
    }

    @Override
    public Uni<PluginReply> send(CollectRoute route, PluginCall call, Duration timeout) {
        return Uni.createFrom().item(() -> {
            byte[] json = Json.write(new CollectAnswer(List.of(read(asked(call))), true, Map.of()));
            return new PluginReply(
                    "aws1",
                    1,
                    "1",
                    List.of(PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length))));
        });
    }

    private long asked(PluginCall call) {
        try {
            CollectCall asked = Json.wire().readValue(call.body().toBytes(), CollectCall.class);
            Optional<Long> checkpoint = Optional.ofNullable(asked.instances().get(ONE))
                    .map(streams -> streams.get(stream.name()))
                    .map(Checkpoint::from);
            checkpoint.ifPresent(held -> first = Math.max(first, held / segment * segment));
            return checkpoint.orElse(first);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private StreamBatch read(long from) {
        return from < first
                ? batch(from, first, Optional.of(new Lost(from, first, "SPOOL_FULL")))
                : lines(from, Math.min(from + answer, written));
    }

    /** The lines from one number to another. */
    StreamBatch lines(long from, long next) {
        return batch(from, next, Optional.empty());
    }

    private StreamBatch batch(long from, long next, Optional<Lost> lost) {
        Frames.Builder frames = new Frames.Builder();
        long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        LongStream.range(lost.isPresent() ? next : from, next)
                .forEach(number ->
                        frames.add(StreamRecord.of(now, 9, number + TEXT).write()));
        return new StreamBatch(
                ONE,
                stream.name(),
                StreamKind.LOG,
                stream.incarnation(),
                from,
                next,
                Math.max(next, written),
                lost,
                frames.build().block());
    }
}
