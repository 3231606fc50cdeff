package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * The collection of one location. What is asked for begins at the store's checkpoints, which are read again after every
 * failure; they advance by what the store says and by nothing else. While a function answers no thread waits and no lock is
 * held, so that an instance can be emptied meanwhile: what both bring is stored once, because of the checkpoints.
 * Thread-safe.
 */
final class LocationCollection implements LocationTransport {

    /** How often the checkpoints are read although nothing has failed, and the store is told which instances are there. */
    private static final Duration REREAD = Duration.ofHours(1);

    private final String application;
    private final String location;
    private final TelemetryStore store;
    private final LocationCalls calls;
    private final LocationInstances map;
    private final CollectPause pause;
    private final LocationCheckpoints checkpoints;
    private final BatchIntake intake;
    private final LocationClocks clocks = new LocationClocks();
    private final LocationTrouble trouble;
    private volatile Set<InstanceId> withoutAgent = Set.of();
    private boolean known;
    private long knownSince;
    private long toldAt = System.nanoTime() - REREAD.toNanos() - 1;

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
        this.calls = new LocationCalls(CollectCall.PLUGIN, application, location, calls, config.deadline());
        this.map = map;
        this.trouble = new LocationTrouble(application + ": collecting from " + location);
        this.pause = new CollectPause(config.busy(), config.quiet());
        this.checkpoints = new LocationCheckpoints(application, location, store);
        this.intake = new BatchIntake(application, store, checkpoints, reader);
    }

    /**
     * What a step asked.
     *
     * @param instances the instances that the location then had
     * @param call what they are asked
     */
    private record Asked(Set<InstanceId> instances, CollectCall call) {}

    /** Stores what is answered on one of the threads. */
    @Override
    public void step(CollectRoute route, Executor threads, Consumer<Duration> done) {
        Asked asked;
        try {
            asked = prepare(route);
        } catch (RuntimeException e) {
            done.accept(failed(e));
            return;
        }
        calls.send(route, Optional.empty(), asked.call())
                .subscribe()
                .with(
                        arrival -> threads.execute(() -> done.accept(take(arrival, asked.instances()))),
                        failure -> threads.execute(() -> done.accept(failed(failure))));
    }

    private synchronized Asked prepare(CollectRoute route) {
        Set<InstanceId> instances = map.at(route.generation());
        readCheckpoints(instances);
        return new Asked(instances, new CollectCall(checkpoints.of(instances), CollectCall.MOST_BYTES));
    }

    private synchronized Duration take(LocationCalls.Arrival arrival, Set<InstanceId> instances) {
        try {
            CollectedAnswer answer = calls.read(arrival, CollectedAnswer::read);
            clocks.take(answer.clocks(), instances, arrival.sent(), arrival.received());
            noteAgents(answer, instances);
            boolean records = false;
            for (RawJson batch : answer.streams()) {
                records |= intake.take(batch, instances, clocks, answer.problems());
            }
            trouble.report(answer.problems().toString());
            return records ? (answer.left() ? pause.afterFull() : pause.afterRecords()) : pause.afterNothing();
        } catch (RuntimeException e) {
            return failed(e);
        }
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
    private void noteAgents(CollectedAnswer answer, Set<InstanceId> instances) {
        Set<InstanceId> before = withoutAgent;
        withoutAgent = instances.stream()
                .filter(instance -> answer.withoutAgent().contains(instance)
                        || before.contains(instance) && !answer.clocks().containsKey(instance))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public DrainStep drain(CollectRoute route, InstanceId instance) {
        LocationCalls.Arrival arrival = calls.send(
                        route, Optional.of(List.of(instance.name())), prepareDrain(route, instance))
                .await()
                .indefinitely(); // it fails at its deadline
        return takeDrained(arrival, instance);
    }

    private synchronized CollectCall prepareDrain(CollectRoute route, InstanceId instance) {
        readCheckpoints(map.at(route.generation()));
        return new CollectCall(checkpoints.ofOnly(instance), CollectCall.MOST_BYTES, true);
    }

    private synchronized DrainStep takeDrained(LocationCalls.Arrival arrival, InstanceId instance) {
        CollectedAnswer answer = calls.read(arrival, CollectedAnswer::read);
        clocks.add(answer.clocks(), Set.of(instance), arrival.sent(), arrival.received());
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

    private synchronized Duration failed(Throwable failure) {
        // A call that failed stored nothing, so what is known of the checkpoints still holds. After any other failure
        // it
        // is not known what was stored, nor by whom.
        known &= failure instanceof FunctionFailure;
        trouble.failed(failure);
        return pause.afterNothing();
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
}
