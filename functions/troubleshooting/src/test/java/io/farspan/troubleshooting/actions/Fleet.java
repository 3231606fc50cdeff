package io.farspan.troubleshooting.actions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;

import io.farspan.home.caller.Person;
import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;

/** Instances that answer what a test says. Not to be asked is what {@code refused} names. */
final class Fleet implements ActionCalls, AutoCloseable {

    private final Map<InstanceId, Function<List<RawJson>, Outcome>> instances = new ConcurrentHashMap<>();
    private final List<ManagementCall> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    volatile String refused = "";

    /** An instance that answers as an agent does. */
    void put(String id, Function<List<RawJson>, List<RawJson>> agent) {
        InstanceId known = InstanceId.parse(id);
        instances.put(known, requests -> Outcome.answered(known, 1, agent.apply(requests)));
    }

    /** An instance that does not answer. */
    void fail(String id, ProblemCode code) {
        InstanceId known = InstanceId.parse(id);
        instances.put(known, requests -> Outcome.failed(known, 1, Problem.of(code, id + " did not answer")));
    }

    List<InstanceEntry> map() {
        return new TreeMap<>(instances)
                .keySet().stream()
                        .map(id -> new InstanceEntry(id, "127.0.0.1", 8778, InstanceEntry.State.UP, Map.of()))
                        .toList();
    }

    List<ManagementCall> calls() {
        return calls;
    }

    @Override
    public void require(Person person, String application, List<JolokiaRequest> requests) {
        requests.stream()
                .map(JolokiaRequest::words)
                .filter(words -> words.contains(refused) && !refused.isEmpty())
                .findFirst()
                .ifPresent(words -> {
                    throw new FarspanException(ProblemCode.OPERATION_DENIED, words + " is not granted.");
                });
    }

    @Override
    public Multi<OutgoingCalls.Line> stream(Person person, ManagementCall call) {
        return Multi.createFrom().deferred(() -> {
            require(person, call.application(), call.requests());
            calls.add(call);
            List<Multi<OutgoingCalls.Line>> lines = new ArrayList<>();
            for (InstanceId id : call.select().instances()) {
                Function<List<RawJson>, Outcome> instance = instances.get(id);
                if (instance != null) {
                    lines.add(Multi.createFrom()
                            .item(() -> (OutgoingCalls.Line)
                                    new OutgoingCalls.Line.Arrived(instance.apply(JolokiaRequest.raw(call.requests()))))
                            .runSubscriptionOn(threads));
                }
            }
            return Multi.createBy()
                    .concatenating()
                    .streams(
                            Multi.createBy()
                                    .merging()
                                    .withConcurrency(Math.max(1, lines.size()))
                                    .streams(lines),
                            Multi.createFrom().item(new OutgoingCalls.Line.Summary(summary(call))));
        });
    }

    private static UnifiedAnswer summary(ManagementCall call) {
        return new UnifiedAnswer(
                call.application(),
                1,
                Instant.EPOCH,
                false,
                false,
                1,
                1,
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
