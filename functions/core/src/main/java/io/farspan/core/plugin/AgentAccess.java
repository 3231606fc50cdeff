package io.farspan.core.plugin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.core.call.Batch;
import io.farspan.core.call.CallHandler;
import io.farspan.core.call.HeldAnswers;
import io.farspan.core.call.SelectedInstance;
import io.farspan.plugin.AgentPort;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** Asks agents for a plugin, as they are asked for everybody. */
final class AgentAccess implements AgentPort {

    private final PluginRun run;
    private final PluginDescription plugin;
    private final CallHandler calls;

    AgentAccess(PluginRun run, PluginDescription plugin, CallHandler calls) {
        this.run = run;
        this.plugin = plugin;
        this.calls = calls;
    }

    @Override
    public List<Outcome> ask(List<RawJson> requests) {
        Map<InstanceId, List<RawJson>> same = new LinkedHashMap<>();
        run.targets().forEach(target -> same.put(target.id(), requests));
        return ask(same);
    }

    @Override
    public List<Outcome> ask(Map<InstanceId, List<RawJson>> requests) {
        run.requireOpen();
        Map<InstanceId, SelectedInstance> byId = new HashMap<>();
        run.targets().forEach(target -> byId.put(target.id(), target));
        Map<List<RawJson>, List<SelectedInstance>> together = new LinkedHashMap<>();
        requests.forEach((id, its) -> {
            SelectedInstance target = byId.get(id);
            if (target == null) {
                throw new IllegalArgumentException(id + " is not one of the instances that were selected");
            }
            if (its.isEmpty() || its.size() > MOST_REQUESTS) {
                throw new IllegalArgumentException(
                        "A call may send 1 to " + MOST_REQUESTS + " requests to an instance, not " + its.size());
            }
            together.computeIfAbsent(its, key -> new ArrayList<>()).add(target);
        });
        Map<Batch, List<SelectedInstance>> batches = new LinkedHashMap<>();
        together.forEach((its, targets) -> batches.put(permitted(its), targets));
        if (batches.isEmpty()) {
            return List.of();
        }
        HeldAnswers held = run.hold();
        long deadlineMs = Math.max(1, run.share().toMillis());
        List<Uni<List<Outcome>>> asked = new ArrayList<>();
        batches.forEach((batch, targets) ->
                asked.add(calls.ask(targets, batch, run.caller(), deadlineMs, Optional.empty(), held)));
        List<Outcome> outcomes = Uni.join().all(asked).andCollectFailures().await().indefinitely().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Outcome::instance))
                .toList();
        return run.keep(held)
                ? outcomes
                : outcomes.stream().map(AgentAccess::noRoom).toList();
    }

    private Batch permitted(List<RawJson> requests) {
        Batch batch = calls.batch(requests);
        if (batch.changesState() && !plugin.changesState()) {
            throw new IllegalStateException("The plugin '" + plugin.name()
                    + "' declares that it changes nothing, but requested a write or an operation");
        }
        return batch;
    }

    private static Outcome noRoom(Outcome outcome) {
        return outcome.problem().isPresent()
                ? outcome
                : Outcome.failed(
                        outcome.instance(),
                        outcome.tookMs(),
                        Problem.of(
                                ProblemCode.TOO_MUCH,
                                "What the agents answered does not fit into the memory that plugins share (a quarter of"
                                        + " farspan.agent.max-bytes-in-flight). Ask fewer instances at a time, or less of"
                                        + " each. What was asked was carried out."));
    }
}
