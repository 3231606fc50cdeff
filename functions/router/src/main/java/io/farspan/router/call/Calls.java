package io.farspan.router.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Verdicts;
import io.farspan.home.gate.OutgoingCalls;
import io.farspan.home.lease.Fence;
import io.farspan.home.map.MapReport;
import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.router.fanout.LocationAnswer;
import io.farspan.router.unify.Unifier;

/** Makes management calls: one concurrent function call per selected location. */
@Singleton
public class Calls implements OutgoingCalls {

    private final Selection selection;
    private final Unifier unifier;
    private final MapReport report;
    private final MeterRegistry meters;
    private final Verdicts verdicts;
    private final Fence fence;

    /** The memory for answers of locations while others have not answered yet. */
    private final ByteBudget waiting = ByteBudget.ofHeap();

    Calls(
            Selection selection,
            Unifier unifier,
            MapReport report,
            MeterRegistry meters,
            Verdicts verdicts,
            Fence fence) {
        this.fence = fence;
        this.verdicts = verdicts;
        this.selection = selection;
        this.report = report;
        this.unifier = unifier;
        this.meters = meters;
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        return call(call, TraceContext.continueFrom(Optional.empty()), UnaryOperator.identity());
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        return report.map(application).map(whole -> whole.instances().stream()
                .map(InstanceEntry::id)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view) {
        return Uni.createFrom().deferred(() -> {
            long started = System.nanoTime();
            ByteBudget.Share share = waiting.open(call.caller().orElse(""));
            return planned(call, trace)
                    .chain(plan -> plan.locations().isEmpty()
                            ? Uni.createFrom().item(answer(call, plan, List.of(), started, view, true))
                            : Uni.join()
                                    .all(within(share, plan.locations()))
                                    .andFailFast()
                                    .chain(answers -> LargeWork.of(
                                            size(answers), () -> answer(call, plan, answers, started, view, true))))
                    .onTermination()
                    .invoke(share::close);
        });
    }

    private static long size(List<LocationAnswer> answers) {
        return answers.stream().mapToLong(LocationAnswer::bytes).sum();
    }

    /** The same answers, or a problem for those that there is no memory to hold until all have arrived. */
    private static List<Uni<LocationAnswer>> within(ByteBudget.Share share, List<Uni<LocationAnswer>> locations) {
        return locations.stream()
                .map(location -> location.map(answer -> share.take(answer.bytes())
                        ? answer
                        : answer.refused(Problem.of(
                                ProblemCode.TOO_MUCH,
                                "The function of " + answer.location() + " answered with " + answer.bytes()
                                        + " bytes. The request was carried out, but the answer cannot be held until all"
                                        + " locations have answered: at most " + share.limits()
                                        + " are held at a time. Make fewer calls at a time, or ask for less."))))
                .toList();
    }

    @Override
    public Uni<UnifiedAnswer> all(
            ManagementCall call,
            Map<InstanceSelector, List<JolokiaRequest>> parts,
            TraceContext trace,
            UnaryOperator<Outcome> view,
            List<Outcome> known,
            UnifiedAnswer before,
            long started) {
        List<Uni<UnifiedAnswer>> asked = new ArrayList<>();
        parts.forEach((select, requests) -> asked.add(Uni.createFrom()
                .deferred(() -> {
                    Duration left = call.deadline().minusNanos(System.nanoTime() - started);
                    return call(
                            new ManagementCall(
                                    call.application(),
                                    select,
                                    requests,
                                    List.of(),
                                    left.compareTo(ManagementCall.SHORTEST) < 0 ? ManagementCall.SHORTEST : left,
                                    call.caller()),
                            trace,
                            view);
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> failed(call, before, select, ((FarspanException) failure).problem()))));
        Uni<List<UnifiedAnswer>> answers = asked.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(asked).andFailFast();
        return answers.map(all -> merge(call, all, known.stream().map(view).toList(), before, started));
    }

    /** The answer for one group of instances whose call failed, while other groups may have been called. */
    private static UnifiedAnswer failed(
            ManagementCall call, UnifiedAnswer before, InstanceSelector select, Problem problem) {
        List<Outcome> outcomes = select.instances().stream()
                .map(id -> Outcome.failed(id, 0, problem))
                .toList();
        return new UnifiedAnswer(
                call.application(),
                before.epoch(),
                before.asOf(),
                before.stale(),
                true,
                0,
                0,
                outcomes,
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    private UnifiedAnswer merge(
            ManagementCall call, List<UnifiedAnswer> parts, List<Outcome> known, UnifiedAnswer before, long started) {
        List<Outcome> outcomes = new ArrayList<>(known);
        Map<String, Problem> problems = new TreeMap<>(before.problems());
        Map<String, String> relayed = new TreeMap<>(before.relayed());
        int called = before.functionCalls();
        for (UnifiedAnswer part : parts) {
            outcomes.addAll(part.outcomes());
            problems.putAll(part.problems());
            relayed.putAll(part.relayed());
            called += part.functionCalls();
        }
        outcomes.sort(Comparator.comparing(Outcome::instance));
        Optional<List<Map<Aggregation, JsonNode>>> unified = unified(call, outcomes);
        return new UnifiedAnswer(
                call.application(),
                before.epoch(),
                before.asOf(),
                before.stale(),
                isPartial(problems, outcomes),
                called,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
                outcomes,
                problems,
                relayed,
                unified);
    }

    private static boolean isPartial(Map<String, Problem> problems, List<Outcome> outcomes) {
        return !problems.isEmpty()
                || outcomes.stream()
                        .anyMatch(outcome -> outcome.problem().isPresent()
                                || outcome.responses().orElse(List.of()).stream()
                                        .anyMatch(JolokiaResponse::isProblem));
    }

    /** The number of responses of each outcome, including those that a view adds for requests that were not sent. */
    private static int responses(ManagementCall call, List<Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.responses().stream())
                .mapToInt(List::size)
                .max()
                .orElse(call.requests().size());
    }

    private Optional<List<Map<Aggregation, JsonNode>>> unified(ManagementCall call, List<Outcome> outcomes) {
        return call.unify().isEmpty()
                ? Optional.empty()
                : Optional.of(unifier.unify(call.unify(), responses(call, outcomes), outcomes));
    }

    /** Plans the call. A router that is not home refuses a call that changes anything. */
    private Uni<CallPlan> planned(ManagementCall call, TraceContext trace) {
        return Uni.createFrom().deferred(() -> {
            if (call.changesState()) {
                fence.admit(call.application());
            }
            return selection.plan(call, trace);
        });
    }

    @Override
    public Multi<Line> stream(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view) {
        long started = System.nanoTime();
        ByteBudget.Share share = waiting.open(call.caller().orElse(""));
        return planned(call, trace)
                .onItem()
                .transformToMulti(plan -> {
                    List<LocationAnswer> answers = new ArrayList<>();
                    Multi<Line> outcomes = Multi.createBy()
                            .merging()
                            .withConcurrency(Math.max(1, plan.locations().size()))
                            .streams(within(share, plan.locations()).stream()
                                    .map(Uni::toMulti)
                                    .toList())
                            .emitOn(LargeWork.workers())
                            .invoke(answers::add)
                            .onItem()
                            .transformToIterable(LocationAnswer::outcomes)
                            .map(outcome -> new Line.Arrived(view.apply(judged(call, outcome))));
                    Multi<Line> summary = Multi.createFrom()
                            .item(() -> new Line.Summary(answer(call, plan, answers, started, view, false)));
                    return Multi.createBy().concatenating().streams(outcomes, summary);
                })
                .onTermination()
                .invoke(share::close);
    }

    /** The outcome, with a verdict if it failed. */
    private Outcome judged(ManagementCall call, Outcome outcome) {
        return outcome.problem()
                .map(problem -> Outcome.failed(
                        outcome.instance(),
                        outcome.tookMs(),
                        verdicts.judged(call.application(), outcome.instance(), problem)))
                .orElse(outcome);
    }

    private UnifiedAnswer answer(
            ManagementCall call,
            CallPlan plan,
            List<LocationAnswer> answers,
            long started,
            UnaryOperator<Outcome> view,
            boolean withOutcomes) {
        List<Outcome> outcomes = new ArrayList<>(plan.outcomes());
        Map<String, Problem> problems = new TreeMap<>(plan.problems());
        Map<String, String> relayed = new TreeMap<>();
        int called = 0;
        for (LocationAnswer answer : answers) {
            answer.outcomes().forEach(outcome -> outcomes.add(view.apply(judged(call, outcome))));
            answer.problem()
                    .ifPresent(problem -> problems.put(
                            answer.location(), verdicts.judged(call.application(), answer.location(), problem)));
            answer.via().ifPresent(via -> relayed.put(answer.location(), via));
            called += answer.calls();
        }
        outcomes.sort(Comparator.comparing(Outcome::instance));
        Optional<List<Map<Aggregation, JsonNode>>> unified = unified(call, outcomes);
        boolean partial = isPartial(problems, outcomes);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        meters.timer("farspan.calls", "application", call.application(), "partial", String.valueOf(partial))
                .record(took);
        return new UnifiedAnswer(
                call.application(),
                plan.head().value().epoch(),
                plan.head().asOf(),
                plan.head().stale(),
                partial,
                called,
                TimeUnit.NANOSECONDS.toMillis(took.toNanos()),
                withOutcomes ? outcomes : List.of(),
                problems,
                relayed,
                unified);
    }
}
