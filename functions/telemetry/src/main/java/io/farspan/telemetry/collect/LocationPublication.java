package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * The publication of one location's records to Kafka, from where they come to the store by themselves: home only says when,
 * because the function's own timer is slow. Thread-safe.
 */
final class LocationPublication implements LocationTransport {

    /** How often the store is told which instances are there. */
    private static final Duration TELL = Duration.ofHours(1);

    private final String application;
    private final String location;
    private final TelemetryStore store;
    private final LocationCalls calls;
    private final LocationInstances map;
    private final CollectPause pause;
    private final LocationTrouble trouble;
    private long toldAt = System.nanoTime() - TELL.toNanos() - 1;
    private volatile Set<InstanceId> withoutAgent = Set.of();

    /** A publication that has not begun. */
    LocationPublication(
            String application,
            String location,
            TelemetryStore store,
            CollectCalls calls,
            LocationInstances map,
            CollectConfig config) {
        this.application = application;
        this.location = location;
        this.store = store;
        this.calls = new LocationCalls(PublishCall.PLUGIN, application, location, calls, config.deadline());
        this.map = map;
        this.trouble = new LocationTrouble(application + ": publishing from " + location);
        this.pause = new CollectPause(config.busy(), config.quiet());
    }

    @Override
    public void step(CollectRoute route, Executor threads, Consumer<Duration> done) {
        try {
            tell(map.at(route.generation()));
        } catch (RuntimeException e) {
            done.accept(failed(e));
            return;
        }
        calls.send(route, Optional.empty(), new PublishCall(CollectCall.MOST_BYTES, false))
                .subscribe()
                .with(
                        arrival -> threads.execute(() -> done.accept(take(arrival))),
                        failure -> threads.execute(() -> done.accept(failed(failure))));
    }

    private synchronized Duration take(LocationCalls.Arrival arrival) {
        try {
            PublishAnswer answer = read(arrival);
            noteAgents(answer);
            trouble.report(problems(answer).toString());
            return answer.records() == 0
                    ? pause.afterNothing()
                    : answer.left() ? pause.afterFull() : pause.afterRecords();
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private synchronized Duration failed(Throwable failure) {
        trouble.failed(failure);
        return pause.afterNothing();
    }

    /** What the store holds is what has come through Kafka by now. */
    @Override
    public DrainStep drain(CollectRoute route, InstanceId instance) {
        PublishAnswer answer = read(
                calls.send(route, Optional.of(List.of(instance.name())), new PublishCall(CollectCall.MOST_BYTES, true))
                        .await()
                        .indefinitely()); // it fails at its deadline
        Map<StreamName, Checkpoint> held = new HashMap<>();
        store.streams(application, instance)
                .forEach(state -> held.put(
                        state.stream().name(), new Checkpoint(state.stream().incarnation(), state.next())));
        return new DrainStep(
                Optional.ofNullable(answer.ends().get(instance)),
                held,
                problems(answer).toString());
    }

    private PublishAnswer read(LocationCalls.Arrival arrival) {
        return calls.read(arrival, value -> Json.wire().readValue(value.toBytes(), PublishAnswer.class));
    }

    @Override
    public boolean hasAnsweredWithin(Duration time) {
        return calls.hasAnsweredWithin(time);
    }

    @Override
    public Set<InstanceId> withoutAgent() {
        return withoutAgent;
    }

    /** One that was without an agent, and does not answer now, still is. */
    private void noteAgents(PublishAnswer answer) {
        Set<InstanceId> without = new HashSet<>(withoutAgent);
        without.retainAll(answer.problems().keySet());
        without.addAll(answer.withoutAgent());
        withoutAgent = Set.copyOf(without);
    }

    private static Problems problems(PublishAnswer answer) {
        Problems problems = new Problems();
        answer.problems().forEach((instance, problem) -> problems.add(instance + ": " + problem.detail()));
        return problems;
    }

    private synchronized void tell(Set<InstanceId> instances) {
        if (!instances.isEmpty() && System.nanoTime() - toldAt > TELL.toNanos()) {
            store.seen(application, location, instances);
            toldAt = System.nanoTime();
        }
    }
}
