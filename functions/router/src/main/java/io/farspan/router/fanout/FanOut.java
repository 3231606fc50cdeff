package io.farspan.router.fanout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapView;

/** Asks one location: by its function, and when that fails, by saying so for each instance behind it. */
@Singleton
public class FanOut {

    private final FunctionClient client;
    private final MapView map;
    private final MeterRegistry meters;
    private final RememberedBodies bodies = new RememberedBodies();

    FanOut(FunctionClient client, MapView map, MeterRegistry meters) {
        this.client = client;
        this.map = map;
        this.meters = meters;
    }

    /**
     * What to ask of a location.
     *
     * @param application the application
     * @param location the location
     * @param names instances by name; empty for all
     * @param requests the Jolokia requests
     * @param epoch home's epoch
     * @param generation the map's generation
     * @param left what is left of the deadline
     */
    public record Question(
            String application,
            String location,
            Optional<List<String>> names,
            List<RawJson> requests,
            long epoch,
            long generation,
            Duration left) {

        /** The function's share of the time: a tenth is kept for the way back, 250 ms at most. */
        FunctionCall toCall(Optional<List<String>> known) {
            long millis = left.toMillis();
            long share = Math.max(1, millis - Math.min(250, millis / 10));
            return new FunctionCall(application, names, requests, share, known, generation);
        }
    }

    /** Asks the location; never fails. */
    public Uni<LocationAnswer> ask(Question question, FunctionEndpoint endpoint, TraceContext trace) {
        Timer.Sample sample = Timer.start(meters);
        Optional<Map<String, RawJson>> known = bodies.known(question.application, question.requests);
        FunctionCall call = question.toCall(known.map(held -> List.copyOf(held.keySet())));
        return client.call(endpoint, call, question.epoch, question.left, trace)
                .invoke(answer -> count(sample, question, "answered"))
                .map(answer -> bodies.unfold(question.application, question.requests, answer, known))
                .map(answer -> complete(question, answer))
                .onFailure(FunctionFailure.class)
                .recoverWithUni(failure -> {
                    Problem problem = ((FunctionFailure) failure).problem();
                    count(sample, question, problem.code().name());
                    return blame(question, problem, true);
                });
    }

    /** Says for each selected instance of the location why it was not asked. */
    public Uni<LocationAnswer> blame(Question question, Problem problem, boolean called) {
        if (question.names.isPresent()) {
            List<Outcome> outcomes = question.names.get().stream()
                    .map(name -> Outcome.failed(new InstanceId(question.location, name), 0, problem))
                    .toList();
            return Uni.createFrom().item(new LocationAnswer(question.location, called, outcomes, Optional.empty()));
        }
        return map.instances(question.application, question.location, question.generation)
                .map(known -> {
                    List<Outcome> outcomes = known.value().instances().stream()
                            .map(InstanceEntry::id)
                            .map(id -> Outcome.failed(id, 0, problem))
                            .toList();
                    return new LocationAnswer(
                            question.location,
                            called,
                            outcomes,
                            outcomes.isEmpty() ? Optional.of(problem) : Optional.empty());
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(new LocationAnswer(question.location, called, List.of(), Optional.of(problem)));
    }

    /** Holds the function to what it was asked: no instance of another location, none left out. */
    private static LocationAnswer complete(Question question, FunctionAnswer answer) {
        Predicate<Outcome> asked = outcome -> outcome.location().equals(question.location)
                && question.names
                        .map(names -> names.contains(outcome.instance().name()))
                        .orElse(true);
        List<Outcome> outcomes =
                new ArrayList<>(answer.outcomes().stream().filter(asked).toList());
        Set<String> answered = new HashSet<>();
        outcomes.forEach(outcome -> answered.add(outcome.instance().name()));
        for (String name : question.names.orElse(List.of())) {
            if (!answered.contains(name)) {
                outcomes.add(Outcome.failed(
                        new InstanceId(question.location, name),
                        0,
                        Problem.of(
                                ProblemCode.FUNCTION_ANSWER_INVALID,
                                "The function of " + question.location + " left this instance out of its answer.")));
            }
        }
        return new LocationAnswer(question.location, true, outcomes, Optional.empty());
    }

    private void count(Timer.Sample sample, Question question, String result) {
        sample.stop(Timer.builder("farspan.function.calls")
                .description("Calls to functions")
                .tag("application", question.application)
                .tag("location", question.location)
                .tag("result", result)
                .register(meters));
    }
}
