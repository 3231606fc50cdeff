package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.Role;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The calls of one plugin in a location's function, and what they say. Thread-safe. */
final class LocationCalls {

    private final String plugin;
    private final String application;
    private final String location;
    private final CollectCalls calls;
    private final CallTime time;
    private volatile Optional<Long> answered = Optional.empty();

    LocationCalls(String plugin, String application, String location, CollectCalls calls, Duration deadline) {
        this.plugin = plugin;
        this.application = application;
        this.location = location;
        this.calls = calls;
        this.time = new CallTime(deadline);
    }

    /**
     * A reply that is still unread.
     *
     * @param reply the reply
     * @param sent when the call was sent by home's clock, in nanoseconds since 1970
     * @param received when the reply came
     */
    record Arrival(PluginReply reply, long sent, long received) {}

    /** Sends a call, to all instances of the location or to those named. No thread waits for the reply. */
    Uni<Arrival> send(CollectRoute route, Optional<List<String>> instances, Object asked) {
        return Uni.createFrom().deferred(() -> {
            PluginCall call = new PluginCall(
                    application,
                    instances,
                    body(asked),
                    time.forFunctionMillis(),
                    route.standInFor(),
                    route.generation(),
                    Optional.empty(),
                    Role.ADMIN,
                    true);
            // To the microsecond: a clock must not be corrected because of rounding.
            long sent = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
            long began = System.nanoTime();
            return time.within(
                    calls.send(route, call, time.limit())
                            .map(reply -> new Arrival(reply, sent, sent + (System.nanoTime() - began))),
                    "'" + plugin + "' in " + location);
        });
    }

    /** Reads a value. */
    interface Reading<T> {
        T of(RawJson value) throws IOException;
    }

    /** What a reply says. Fails with the problem that it has, or when it cannot be used. */
    <T> T read(Arrival arrival, Reading<T> reading) {
        RawJson value = value(arrival.reply());
        if (value.length() > CollectedAnswer.MOST_BYTES) {
            throw invalid("it has " + value.length() + " bytes, and " + CollectedAnswer.MOST_BYTES + " is the most");
        }
        try {
            T answer = reading.of(value);
            answered = Optional.of(System.nanoTime());
            return answer;
        } catch (IOException e) {
            throw invalid(Json.explain(e));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Whether an answer could be read, not longer ago than this. */
    boolean hasAnsweredWithin(Duration limit) {
        return answered.filter(last -> System.nanoTime() - last < limit.toNanos())
                .isPresent();
    }

    private RawJson value(PluginReply reply) {
        if (reply.outcomes().size() != 1) {
            throw invalid("it has " + reply.outcomes().size() + " outcomes instead of one");
        }
        PluginOutcome outcome = reply.outcomes().get(0);
        if (outcome.problem().isPresent()) {
            throw new FarspanException(
                    outcome.problem().get().code(), outcome.problem().get().detail());
        }
        return outcome.value().orElseThrow(() -> invalid("it has no value"));
    }

    private static RawJson body(Object call) {
        byte[] json = Json.write(call);
        return RawJson.slice(json, 0, json.length);
    }

    private FarspanException invalid(String why) {
        return new FarspanException(
                ProblemCode.FUNCTION_ANSWER_INVALID,
                "The answer of '" + plugin + "' in " + location + " cannot be used: " + why
                        + ". Check the function's release.");
    }
}
