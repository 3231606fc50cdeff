package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.store.AppendResult;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.StreamState;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * The collection of one location. What is asked for begins at the store's checkpoints, which are read again after every
 * failure; they advance by what the store says and by nothing else. Its steps run one after another.
 */
final class LocationCollection {

    private static final Logger LOG = Logger.getLogger(LocationCollection.class);

    /** What of a call's time remains for the way back. */
    private static final int LONGEST_WAY_MS = 250;

    private static final int SHARE_OF_WAY = 10;
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final String application;
    private final String location;
    private final TelemetryStore store;
    private final CollectCalls calls;
    private final Duration deadline;
    private final CollectPause pause;
    private final Map<InstanceId, Map<StreamName, Checkpoint>> checkpoints = new HashMap<>();
    private boolean known;
    private String trouble = "";

    LocationCollection(
            String application, String location, TelemetryStore store, CollectCalls calls, CollectConfig config) {
        this.application = application;
        this.location = location;
        this.store = store;
        this.calls = calls;
        this.deadline = config.deadline();
        this.pause = new CollectPause(config.busy(), config.quiet());
    }

    /** Calls the location once and stores what it answers; how long to wait before the next step. Never fails. */
    Duration step(CollectRoute route) {
        try {
            if (!known) {
                readCheckpoints();
            }
            CollectAnswer answer = ask(route);
            boolean records = store(answer);
            report(
                    answer.problems().isEmpty()
                            ? ""
                            : answer.problems().size() + " instances cannot be read, such as "
                                    + answer.problems().entrySet().iterator().next());
            return records ? (answer.left() ? pause.afterFull() : pause.afterRecords()) : pause.afterNothing();
        } catch (FunctionFailure e) {
            return failed(e.problem().detail());
        } catch (RuntimeException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Duration failed(String why) {
        // What of an answer was stored is not known, nor who else has stored meanwhile.
        known = false;
        report(why);
        return pause.afterNothing();
    }

    private void report(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            if (why.isEmpty()) {
                LOG.infof("%s: collecting from %s works again", application, location);
            } else {
                LOG.warnf("%s: collecting from %s: %s", application, location, Text.escape(why));
            }
        }
    }

    private void readCheckpoints() {
        checkpoints.clear();
        List<StreamState> streams = store.streams(application);
        // Of two incarnations the one that goes on.
        streams.stream().filter(StreamState::ended).forEach(this::know);
        streams.stream().filter(stream -> !stream.ended()).forEach(this::know);
        known = true;
    }

    private void know(StreamState state) {
        if (state.stream().instance().location().equals(location)) {
            know(state.stream(), state.next());
        }
    }

    private void know(StreamKey stream, long next) {
        checkpoints
                .computeIfAbsent(stream.instance(), id -> new HashMap<>())
                .put(stream.name(), new Checkpoint(stream.incarnation(), next));
    }

    private CollectAnswer ask(CollectRoute route) {
        long millis = deadline.toMillis();
        PluginCall call = new PluginCall(
                application,
                Optional.empty(),
                body(),
                millis - Math.min(LONGEST_WAY_MS, millis / SHARE_OF_WAY),
                route.standInFor(),
                route.generation(),
                Optional.empty(),
                Role.ADMIN,
                true);
        PluginReply reply = calls.send(route, call, deadline).await().atMost(deadline.plus(MARGIN));
        if (reply.outcomes().size() != 1) {
            throw invalid("it has " + reply.outcomes().size() + " outcomes instead of one");
        }
        PluginOutcome outcome = reply.outcomes().get(0);
        if (outcome.problem().isPresent()) {
            throw new FarspanException(
                    outcome.problem().get().code(), outcome.problem().get().detail());
        }
        try {
            return Json.wire().readValue(outcome.value().orElseThrow().toBytes(), CollectAnswer.class);
        } catch (IOException e) {
            throw invalid(Json.explain(e));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private RawJson body() {
        byte[] json = Json.write(new CollectCall(checkpoints, CollectCall.MOST_BYTES));
        return RawJson.slice(json, 0, json.length);
    }

    /** Whether there were any records. A stream whose batch is malformed keeps its checkpoint. */
    private boolean store(CollectAnswer answer) {
        for (StreamBatch batch : answer.streams()) {
            if (!batch.instance().location().equals(location)) {
                throw invalid("it has records of " + batch.instance());
            }
        }
        boolean records = false;
        String malformed = "";
        for (StreamBatch batch : answer.streams()) {
            StreamKey stream = new StreamKey(application, batch.instance(), batch.name(), batch.incarnation());
            try {
                RecordBatch rows = new RecordBatch(
                        stream, batch.kind(), batch.from(), batch.next(), batch.end(), BatchRows.of(batch, now()));
                AppendResult result = store.append(rows);
                know(stream, result.<Long>fold(next -> next, current -> current));
                records |= result instanceof AppendResult.Appended && batch.next() > batch.from();
            } catch (MalformedStreamException e) {
                malformed = String.valueOf(e.getMessage());
            }
        }
        if (!malformed.isEmpty()) {
            throw invalid(malformed);
        }
        return records;
    }

    private FarspanException invalid(String why) {
        return new FarspanException(
                ProblemCode.FUNCTION_ANSWER_INVALID,
                "The answer of 'collect' in " + location + " cannot be used: " + why
                        + ". Check the function's release.");
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }
}
