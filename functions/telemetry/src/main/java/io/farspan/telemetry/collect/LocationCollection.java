package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
import io.farspan.protocol.stream.CollectCall;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * The collection of one location. What is asked for begins at the store's checkpoints, which are read again after every
 * failure; they advance by what the store says and by nothing else. Its steps run one after another. Thread-safe.
 */
final class LocationCollection {

    private static final Logger LOG = Logger.getLogger(LocationCollection.class);

    /** What of a call's time remains for the way back. */
    private static final int LONGEST_WAY_MS = 250;

    private static final int SHARE_OF_WAY = 10;
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** How often the checkpoints are read although nothing has failed, and the store is told which instances are there. */
    private static final Duration REREAD = Duration.ofHours(1);

    private final String application;
    private final String location;
    private final TelemetryStore store;
    private final CollectCalls calls;
    private final LocationInstances map;
    private final Duration deadline;
    private final CollectPause pause;
    private final LocationCheckpoints checkpoints;
    private final BatchIntake intake;
    private final LocationClocks clocks = new LocationClocks();
    private boolean known;
    private long knownSince;
    private long toldAt = System.nanoTime() - REREAD.toNanos() - 1;
    private String trouble = "";

    /**
     * A collection that has not begun.
     *
     * @param reader what is stored of what comes
     */
    LocationCollection(
            String application,
            String location,
            TelemetryStore store,
            CollectCalls calls,
            LocationInstances map,
            CollectConfig config,
            BatchReader reader) {
        this.application = application;
        this.location = location;
        this.store = store;
        this.calls = calls;
        this.map = map;
        this.deadline = config.deadline();
        this.pause = new CollectPause(config.busy(), config.quiet());
        this.checkpoints = new LocationCheckpoints(application, location, store);
        this.intake = new BatchIntake(application, store, checkpoints, reader);
    }

    /** Calls the location once and stores what it answers; how long to wait before the next step. Never fails. */
    synchronized Duration step(CollectRoute route) {
        try {
            Set<InstanceId> instances = map.at(route.generation());
            readCheckpoints(instances);
            long sent = now();
            long began = System.nanoTime();
            CollectedAnswer answer =
                    ask(route, Optional.empty(), new CollectCall(checkpoints.of(instances), CollectCall.MOST_BYTES));
            clocks.take(answer.clocks(), instances, sent, sent + (System.nanoTime() - began));
            boolean records = false;
            for (RawJson batch : answer.streams()) {
                records |= intake.take(batch, instances, clocks, answer.problems());
            }
            report(answer.problems().toString());
            return records ? (answer.left() ? pause.afterFull() : pause.afterRecords()) : pause.afterNothing();
        } catch (FunctionFailure e) {
            report(e.problem().detail()); // nothing was stored, so what is known of the checkpoints still holds
            return pause.afterNothing();
        } catch (RuntimeException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads one instance only, stores what it answers, and says how far its agent then was. Fails like the function, the map
     * and the store.
     */
    synchronized DrainStep drain(CollectRoute route, InstanceId instance) {
        readCheckpoints(map.at(route.generation()));
        long sent = now();
        long began = System.nanoTime();
        CollectedAnswer answer = ask(
                route,
                Optional.of(List.of(instance.name())),
                new CollectCall(checkpoints.ofOnly(instance), CollectCall.MOST_BYTES, true));
        clocks.add(answer.clocks(), Set.of(instance), sent, sent + (System.nanoTime() - began));
        boolean done = false;
        try {
            for (RawJson batch : answer.streams()) {
                intake.take(batch, Set.of(instance), clocks, answer.problems());
            }
            done = true;
            return new DrainStep(
                    Optional.ofNullable(answer.ends().get(instance)),
                    checkpoints.ofOnly(instance).getOrDefault(instance, Map.of()),
                    answer.problems().toString());
        } finally {
            known &= done;
        }
    }

    /** To the microsecond: a clock must not be corrected because of rounding. */
    private static long now() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
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

    private void readCheckpoints(Set<InstanceId> instances) {
        if (!known || System.nanoTime() - knownSince > REREAD.toNanos()) {
            checkpoints.read();
            if (!instances.isEmpty() && System.nanoTime() - toldAt > REREAD.toNanos()) {
                store.seen(application, location, instances);
                toldAt = System.nanoTime();
            }
            known = true;
            knownSince = System.nanoTime();
        }
    }

    private CollectedAnswer ask(CollectRoute route, Optional<List<String>> instances, CollectCall asked) {
        long millis = deadline.toMillis();
        PluginCall call = new PluginCall(
                application,
                instances,
                body(asked),
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
            return CollectedAnswer.read(outcome.value().orElseThrow());
        } catch (IOException e) {
            throw invalid(Json.explain(e));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static RawJson body(CollectCall call) {
        byte[] json = Json.write(call);
        return RawJson.slice(json, 0, json.length);
    }

    private FarspanException invalid(String why) {
        return new FarspanException(
                ProblemCode.FUNCTION_ANSWER_INVALID,
                "The answer of 'collect' in " + location + " cannot be used: " + why
                        + ". Check the function's release.");
    }
}
