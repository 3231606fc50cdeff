package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.telemetry.store.AppendResult;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * Takes in a location's batches one by one. One that cannot be read is a problem of its stream only; when the same place
 * cannot be read several times, the stream goes on after it with a gap in its place. Not thread-safe.
 */
final class BatchIntake {

    /**
     * How often a place is tried: what was damaged on its way comes whole the next time. While nothing else comes from the
     * location, that is most of a minute.
     */
    static final int ATTEMPTS = 10;

    /** Places that are remembered. */
    private static final int MOST_PLACES = 1_000;

    private final String application;
    private final TelemetryStore store;
    private final LocationCheckpoints checkpoints;
    private final BatchReader reader;
    private final Map<Place, Integer> failures = new HashMap<>();

    /** Where a stream could not be read. */
    private record Place(StreamKey stream, long from) {}

    BatchIntake(String application, TelemetryStore store, LocationCheckpoints checkpoints, BatchReader reader) {
        this.application = application;
        this.store = store;
        this.checkpoints = checkpoints;
        this.reader = reader;
    }

    /**
     * Stores a batch if its instance is one of {@code instances}; whether it had records. What is wrong with it is added to
     * {@code problems}. Fails only like the store.
     */
    boolean take(RawJson json, Set<InstanceId> instances, LocationClocks clocks, Problems problems) {
        if (!json.isObject()) {
            problems.add("a batch is malformed: it is not an object");
            return false;
        }
        StreamBatch batch;
        try {
            batch = Json.wire().readValue(json.toBytes(), StreamBatch.class);
        } catch (IOException e) {
            problems.add("a batch is malformed: " + Json.explain(e));
            return false;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            problems.add("a batch is malformed: " + e.getMessage());
            return false;
        }
        if (!instances.contains(batch.instance())) {
            problems.add("records of " + batch.instance() + ", which the map does not have there, are refused");
            return false;
        }
        StreamKey stream = new StreamKey(application, batch.instance(), batch.name(), batch.incarnation());
        try {
            ClockOffset clock = clocks.offset(batch.instance(), batch.since());
            boolean records = append(reader.read(stream, batch, now(), clock));
            failures.remove(new Place(stream, batch.from()));
            return records;
        } catch (MalformedStreamException | IllegalArgumentException e) {
            return failed(stream, batch, String.valueOf(e.getMessage()), problems);
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                throw e;
            }
            return failed(stream, batch, e.problem().detail(), problems);
        }
    }

    private boolean failed(StreamKey stream, StreamBatch batch, String why, Problems problems) {
        problems.add("the " + stream + " cannot be read: " + why);
        if (failures.size() >= MOST_PLACES) {
            failures.clear();
        }
        Place place = new Place(stream, batch.from());
        if (failures.merge(place, 1, Integer::sum) < ATTEMPTS || batch.next() == batch.from()) {
            return false;
        }
        failures.remove(place);
        try {
            return append(reader.unreadable(stream, batch, now()));
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                throw e;
            }
            return false; // the stream itself is refused
        }
    }

    private boolean append(RecordBatch batch) {
        AppendResult result = store.append(batch);
        long checkpoint = result.<Long>fold(next -> next, current -> current);
        if (batch.next() > 0 || checkpoint > 0) { // of a stream without records nothing need be known
            checkpoints.know(batch.stream(), checkpoint);
        }
        return result instanceof AppendResult.Appended && batch.next() > batch.from();
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }
}
