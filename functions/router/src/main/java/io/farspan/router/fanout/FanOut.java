package io.farspan.router.fanout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.RouteAdvisor;
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
 * Calls one location: through its own function, through another's when that cannot be reached, and when all fails,
 * answers with the problem for each of its instances.
 */
@Singleton
public class FanOut {

    /** A function's share of the remaining time in milliseconds: a tenth, at most 250 ms, is reserved for the way back. */
    public static long share(Duration left) {
        long millis = left.toMillis();
        return Math.max(1, millis - Math.min(250, millis / 10));
    }

    /** A call with more requests counts as heavy. */
    private static final int FEW = 50;

    private final Functions client;
    private final MapView map;
    private final MeterRegistry meters;
    private final RouteAdvisor advice;
    private final BodyCache bodies = new BodyCache();
    private final HeavyCallLimiter heavyCalls;
    private final Retries retries =
            new Retries(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());

    FanOut(Functions client, MapView map, MeterRegistry meters, RouteAdvisor advice, FanOutConfig config) {
        this.heavyCalls = new HeavyCallLimiter(config.heavyCallsPerCaller());
        this.client = client;
        this.map = map;
        this.meters = meters;
        this.advice = advice;
    }

    /**
     * A call to one location.
     *
     * @param application the application
     * @param location the location
     * @param names the instances' names; empty for all
     * @param requests the Jolokia requests
     * @param epoch home's epoch
     * @param generation the map's generation
     * @param left the remaining time
     * @param caller the caller's name
     */
    public record LocationQuery(
            String application,
            String location,
            Optional<List<String>> names,
            List<JolokiaRequest> requests,
            long epoch,
            long generation,
            Duration left,
            Optional<String> caller) {

        FunctionCall toCall(Optional<List<String>> known, Optional<String> standInFor) {
            return new FunctionCall(
                    application,
                    names,
                    JolokiaRequest.raw(requests),
                    share(left),
                    standInFor,
                    known,
                    generation,
                    caller);
        }

        /** Whether the call may occupy a function and its agents for a long time. */
        boolean heavy() {
            return requests.size() > FEW || requests.stream().anyMatch(FanOut::isHeavy);
        }

        boolean changesState() {
            return requests.stream().anyMatch(JolokiaRequest::changesState);
        }

        LocationQuery left(Duration rest) {
            return new LocationQuery(application, location, names, requests, epoch, generation, rest, caller);
        }
    }

    /**
     * Calls the location; never fails. When its function cannot be reached, the call is relayed through another
     * function, or another function stands in; a change only if it cannot have arrived the first time. A call that the
     * platform refused is sent again within the deadline, even a change.
     */
    public Uni<LocationAnswer> ask(
            LocationQuery question, Map<String, FunctionEndpoint> functions, TraceContext trace) {
        if (!question.heavy()) {
            return send(question, functions, trace);
        }
        return heavyCalls.within(
                new HeavyCallLimiter.QueueKey(question.caller.orElse(""), question.application, question.location),
                question.left,
                left -> send(question.left(left), functions, trace),
                () -> failAll(question, tooManyHeavyCalls(question), 0));
    }

    /**
     * Makes another kind of call in the same way, with retries and alternative routes. Fails only when the fence refuses
     * the first attempt.
     */
    public <A> Uni<A> ask(Attempts<A> attempts, Map<String, FunctionEndpoint> functions) {
        return new LocationCall<>(attempts, retries, advice, functions).run();
    }

    /**
     * Makes a call that may occupy a function for long, once it is the caller's turn there.
     *
     * @param work is given the remaining time
     * @param late gives the result when the turn does not come in time
     */
    public <A> Uni<A> inTurn(
            Attempts<A> attempts, Optional<String> caller, Function<Duration, Uni<A>> work, Supplier<Uni<A>> late) {
        return heavyCalls.within(
                new HeavyCallLimiter.QueueKey(caller.orElse(""), attempts.application(), attempts.location()),
                attempts.left(),
                work,
                late);
    }

    private static Problem tooManyHeavyCalls(LocationQuery question) {
        return Problem.of(
                ProblemCode.TOO_MUCH,
                question.caller.orElse("Farspan") + " has reached the limit of heavy calls to the function of "
                        + question.location + " (farspan.router.heavy-calls-per-caller), and none of them ended"
                        + " within the deadline. Nothing was sent. Wait until they have been answered, including"
                        + " cancelled ones, or ask for less: names instead of patterns, fewer requests.");
    }

    /** Whether a request is a pattern, a whole MBean, a list or a search, or an operation, whose cost is unknown. */
    private static boolean isHeavy(JolokiaRequest request) {
        return switch (request.type()) {
            case "list", "search", "exec" -> true;
            case "read" -> request.isPattern() || request.attributes().isEmpty();
            default -> false;
        };
    }

    private Uni<LocationAnswer> send(
            LocationQuery question, Map<String, FunctionEndpoint> functions, TraceContext trace) {
        return Uni.createFrom().deferred(() -> {
            Consumer<Optional<List<Outcome>>> asked =
                    advice.asking(question.application, question.location, question.names, question.left);
            return ask(new CallAttempts(this, question, functions, trace), functions)
                    .onTermination()
                    .invoke((answer, failure, cancelled) ->
                            asked.accept(Optional.ofNullable(answer).map(LocationAnswer::outcomes)));
        });
    }

    /** Makes one attempt. Fails with {@link FunctionFailure}. */
    Uni<LocationAnswer> attempt(
            CallAttempts attempts,
            Duration left,
            RouteAdvisor.RouteChoice choice,
            TraceContext trace,
            Runnable crossing) {
        LocationQuery question = attempts.question().left(left);
        Leg leg = Leg.of(choice, question.location, attempts.functions());
        Optional<Map<String, RawJson>> known = bodies.known(question.application, question.requests);
        FunctionCall call = question.toCall(known.map(held -> List.copyOf(held.keySet())), leg.standInFor());
        return travel(attempts, left, leg, () -> client.call(
                                leg.route(), call, question.changesState(), question.epoch, left, trace, crossing)
                        .map(answer -> bodies.unfold(question.application, question.requests, answer, known))
                        .map(answer -> complete(question, answer)))
                .map(answer -> leg.via().map(answer::via).orElse(answer));
    }

    /** Sends something by one route, and reports how that went. */
    public <A> Uni<A> travel(Attempts<?> attempts, Duration left, Leg leg, Supplier<Uni<A>> sent) {
        Timer.Sample sample = Timer.start(meters);
        String application = attempts.application();
        String location = leg.route().location();
        return Uni.createFrom()
                .deferred(() -> {
                    advice.began(application, location);
                    return sent.get().onTermination().invoke(() -> advice.ended(application, location));
                })
                .invoke(answer -> {
                    count(sample, attempts, "answered");
                    advice.answered(application, location, leg.route().onward().isEmpty());
                })
                .onFailure(FunctionFailure.class)
                .invoke(failure -> {
                    Problem problem = ((FunctionFailure) failure).problem();
                    count(sample, attempts, problem.code().name());
                    // A timeout within a deadline that no function could have met says nothing about this one.
                    if (left.compareTo(LocationCall.LEAST_TIME) >= 0) {
                        advice.failed(application, location, problem);
                    }
                });
    }

    /** The answer that gives each selected instance of the location the same problem. */
    public Uni<LocationAnswer> failAll(LocationQuery question, Problem problem, int calls) {
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

    /** Makes the answer match the question: instances of other locations are dropped, missing ones become problems. */
    private static LocationAnswer complete(LocationQuery question, FunctionAnswer answer) {
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

    private static Outcome incomplete(LocationQuery question, Outcome outcome) {
        return Outcome.failed(
                outcome.instance(),
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.FUNCTION_ANSWER_INVALID,
                        "The function of " + question.location + " gave "
                                + outcome.responses().orElse(List.of()).size() + " responses to "
                                + question.requests.size() + " requests. Check that its release matches home's."));
    }

    private void count(Timer.Sample sample, Attempts<?> attempts, String result) {
        sample.stop(Timer.builder("farspan.function.calls")
                .description("Calls to functions")
                .tag("application", attempts.application())
                .tag("location", attempts.location())
                .tag("result", result)
                .register(meters));
    }
}
