package io.farspan.router.fanout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.Advice;
import io.farspan.home.reach.FunctionClient;
import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Route;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
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

/**
 * Asks one location: by its function, by way of another's when it cannot be reached, and when all fails, by saying so for
 * each instance behind it.
 */
@Singleton
public class FanOut {

    /** More requests in one call are a bulk. */
    private static final int FEW = 50;

    private final FunctionClient client;
    private final MapView map;
    private final MeterRegistry meters;
    private final Advice advice;
    private final RememberedBodies bodies = new RememberedBodies();
    private final HeavyTurns turns;
    private final Retries retries =
            new Retries(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());

    FanOut(FunctionClient client, MapView map, MeterRegistry meters, Advice advice, RouterConfig config) {
        this.turns = new HeavyTurns(config.heavyCallsPerCaller());
        this.client = client;
        this.map = map;
        this.meters = meters;
        this.advice = advice;
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
     * @param caller who asks
     */
    public record Question(
            String application,
            String location,
            Optional<List<String>> names,
            List<JolokiaRequest> requests,
            long epoch,
            long generation,
            Duration left,
            Optional<String> caller) {

        /** The function's share of the time: a tenth is kept for the way back, 250 ms at most. */
        FunctionCall toCall(Optional<List<String>> known, Optional<String> standInFor) {
            long millis = left.toMillis();
            long share = Math.max(1, millis - Math.min(250, millis / 10));
            return new FunctionCall(
                    application, names, JolokiaRequest.raw(requests), share, standInFor, known, generation, caller);
        }

        /** Whether it may keep a function and its agents for more than a moment. */
        boolean heavy() {
            return requests.size() > FEW || requests.stream().anyMatch(FanOut::isHeavy);
        }

        boolean changesState() {
            return requests.stream().anyMatch(JolokiaRequest::changesState);
        }

        Question left(Duration rest) {
            return new Question(application, location, names, requests, epoch, generation, rest, caller);
        }
    }

    /**
     * Asks the location; never fails. When its function cannot be reached, the call goes by way of another function, or
     * another function stands in; a change only if it cannot have arrived the first time. What a platform refuses to let
     * through is sent again within the deadline, a change too.
     */
    public Uni<LocationAnswer> ask(Question question, Map<String, FunctionEndpoint> functions, TraceContext trace) {
        if (!question.heavy()) {
            return askNow(question, functions, trace);
        }
        return turns.within(
                new HeavyTurns.Line(question.caller.orElse(""), question.application, question.location),
                question.left,
                left -> askNow(question.left(left), functions, trace),
                () -> blame(question, noTurn(question), 0));
    }

    private static Problem noTurn(Question question) {
        return Problem.of(
                ProblemCode.TOO_MUCH,
                question.caller.orElse("Farspan") + " has as many heavy calls to the function of " + question.location
                        + " under way as one caller may (farspan.router.heavy-calls-per-caller), and none of them ended"
                        + " within the deadline. Nothing was sent. Wait for their answers, also for those of calls that were"
                        + " given up, or ask for less: names instead of patterns, fewer requests.");
    }

    /** Patterns, whole MBeans, names, descriptions, and operations, of which nobody knows what they cost. */
    private static boolean isHeavy(JolokiaRequest request) {
        return switch (request.type()) {
            case "list", "search", "exec" -> true;
            case "read" -> request.isPattern() || request.attributes().isEmpty();
            default -> false;
        };
    }

    private Uni<LocationAnswer> askNow(Question question, Map<String, FunctionEndpoint> functions, TraceContext trace) {
        return Uni.createFrom().deferred(() -> {
            Consumer<Optional<List<Outcome>>> asked =
                    advice.asking(question.application, question.location, question.names, question.left);
            return new Asking(this, retries, advice, question, functions, trace)
                    .ask()
                    .onTermination()
                    .invoke((answer, failure, cancelled) ->
                            asked.accept(Optional.ofNullable(answer).map(LocationAnswer::outcomes)));
        });
    }

    /** Asks once; fails with {@link FunctionFailure}. */
    Uni<LocationAnswer> attempt(
            Question question,
            Advice.Detour detour,
            Map<String, FunctionEndpoint> functions,
            TraceContext trace,
            Runnable crossing) {
        FunctionEndpoint endpoint = Objects.requireNonNull(functions.get(question.location));
        FunctionEndpoint via = detour.manner() == Advice.Manner.DIRECT ? null : functions.get(detour.via());
        if (via == null) {
            return attempt(question, Route.direct(endpoint), Optional.empty(), trace, crossing);
        }
        Uni<LocationAnswer> answer = detour.manner() == Advice.Manner.RELAYED
                ? attempt(question, Route.relayed(via, question.location), Optional.empty(), trace, crossing)
                : attempt(question, Route.direct(via), Optional.of(question.location), trace, crossing);
        return answer.map(it -> it.via(via.location()));
    }

    private Uni<LocationAnswer> attempt(
            Question question, Route route, Optional<String> standInFor, TraceContext trace, Runnable crossing) {
        Timer.Sample sample = Timer.start(meters);
        Optional<Map<String, RawJson>> known = bodies.known(question.application, question.requests);
        FunctionCall call = question.toCall(known.map(held -> List.copyOf(held.keySet())), standInFor);
        return Uni.createFrom()
                .deferred(() -> {
                    advice.began(question.application, route.location());
                    return client.call(
                                    route,
                                    call,
                                    question.changesState(),
                                    question.epoch,
                                    question.left,
                                    trace,
                                    crossing)
                            .onTermination()
                            .invoke(() -> advice.ended(question.application, route.location()));
                })
                .invoke(answer -> {
                    count(sample, question, "answered");
                    advice.answered(
                            question.application,
                            route.location(),
                            route.onward().isEmpty());
                })
                .map(answer -> bodies.unfold(question.application, question.requests, answer, known))
                .map(answer -> complete(question, answer))
                .onFailure(FunctionFailure.class)
                .invoke(failure -> {
                    Problem problem = ((FunctionFailure) failure).problem();
                    count(sample, question, problem.code().name());
                    // A deadline that no function could have kept says nothing about this one.
                    if (question.left.compareTo(Asking.LEAST) >= 0) {
                        advice.failed(question.application, route.location(), problem);
                    }
                });
    }

    /** Says for each selected instance of the location why it was not asked. */
    public Uni<LocationAnswer> blame(Question question, Problem problem, int calls) {
        if (question.names.isPresent()) {
            List<Outcome> outcomes = question.names.get().stream()
                    .map(name -> Outcome.failed(new InstanceId(question.location, name), 0, problem))
                    .toList();
            return Uni.createFrom()
                    .item(new LocationAnswer(question.location, calls, outcomes, Optional.empty(), Optional.empty()));
        }
        return map.instances(question.application, question.location, question.generation)
                .map(known -> {
                    List<Outcome> outcomes = known.value().instances().stream()
                            .map(InstanceEntry::id)
                            .map(id -> Outcome.failed(id, 0, problem))
                            .toList();
                    return new LocationAnswer(
                            question.location,
                            calls,
                            outcomes,
                            Optional.empty(),
                            outcomes.isEmpty() ? Optional.of(problem) : Optional.empty());
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(LocationAnswer.unknown(question.location, calls, problem));
    }

    /** Holds the function to what it was asked: no instance of another location, none left out. */
    private static LocationAnswer complete(Question question, FunctionAnswer answer) {
        Optional<Set<String>> named = question.names.map(Set::copyOf);
        Predicate<Outcome> asked = outcome -> outcome.location().equals(question.location)
                && named.map(names -> names.contains(outcome.instance().name())).orElse(true);
        List<Outcome> outcomes = new ArrayList<>(answer.outcomes().stream()
                .filter(asked)
                .map(outcome -> outcome.responses()
                                .filter(responses -> responses.size() != question.requests.size())
                                .isPresent()
                        ? incomplete(question, outcome)
                        : outcome)
                .toList());
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
        return new LocationAnswer(question.location, 1, outcomes, Optional.empty(), Optional.empty());
    }

    private static Outcome incomplete(Question question, Outcome outcome) {
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.FUNCTION_ANSWER_INVALID,
                        "The function of " + question.location + " gave "
                                + outcome.responses().orElse(List.of()).size() + " responses to "
                                + question.requests.size() + " requests. Check its release."));
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
