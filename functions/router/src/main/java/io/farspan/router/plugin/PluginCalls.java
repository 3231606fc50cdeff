package io.farspan.router.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Verdicts;
import io.farspan.home.gate.GuardedPlugins;
import io.farspan.home.lease.Fence;
import io.farspan.home.reach.FunctionClient;
import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.router.call.Scope;
import io.farspan.router.call.Selection;
import io.farspan.router.fanout.FanOut;

/**
 * Calls plugins: one call for each selected location, all at the same time. The caller is judged by the role that the
 * plugin declares at each of them, before anything is sent; a location that lacks it is an outcome with a problem.
 */
@Singleton
public class PluginCalls {

    private static final Set<ProblemCode> OUTDATED = Set.of(ProblemCode.PLUGIN_CHANGED, ProblemCode.PLUGIN_UNKNOWN);

    private final Selection selection;
    private final PluginDirectory directory;
    private final FanOut fanOut;
    private final FunctionClient client;
    private final Fence fence;
    private final Verdicts verdicts;

    /** What locations have answered waits for those that have not. */
    private final ByteBudget waiting = ByteBudget.ofHeap();

    PluginCalls(
            Selection selection,
            PluginDirectory directory,
            FanOut fanOut,
            FunctionClient client,
            Fence fence,
            Verdicts verdicts) {
        this.selection = selection;
        this.directory = directory;
        this.fanOut = fanOut;
        this.client = client;
        this.fence = fence;
        this.verdicts = verdicts;
    }

    /** What the functions of an application have. */
    Uni<InstalledAnswer> list(String application, GuardedPlugins person, TraceContext trace) {
        return person.within(() -> selection
                .scope(application, InstanceSelector.ALL, ManagementCall.USUAL)
                .chain(scope -> directory.of(scope, scope.touched(), ManagementCall.USUAL, trace))
                .map(locations -> new InstalledAnswer(application, locations)));
    }

    /** One plugin in each location. Fails with {@code PLUGIN_UNKNOWN} when it is in none. */
    Uni<InstalledPlugin> find(String application, String plugin, GuardedPlugins person, TraceContext trace) {
        return list(application, person, trace).map(installed -> InstalledPlugin.of(plugin, installed));
    }

    /** Calls a plugin. Fails when nothing may be sent at all. */
    Uni<UnifiedPluginAnswer> call(
            String application, String plugin, PluginRequest request, GuardedPlugins person, TraceContext trace) {
        long started = System.nanoTime();
        ByteBudget.Share share = waiting.open(person.caller());
        return person.within(() -> selection
                        .scope(application, request.selector(), request.deadline())
                        .chain(scope -> directory
                                .of(scope, scope.touched(), left(request, started), trace)
                                .chain(listed -> admit(scope, plugin, listed, person)
                                        .chain(() -> ask(plugin, listed, (location, judged) -> ask(
                                                        scope, location, judged, request, person, trace, started)
                                                .map(reply -> within(share, reply)))))
                                .chain(replies -> unified(scope, plugin, replies, person, started))))
                .onTermination()
                .invoke(share::close);
    }

    private static Duration left(PluginRequest request, long started) {
        return request.deadline().minusNanos(System.nanoTime() - started);
    }

    /** Judges, fences and records before anything is sent. */
    private Uni<Void> admit(
            Scope scope, String plugin, List<InstalledAnswer.OfLocation> listed, GuardedPlugins person) {
        boolean changes = false;
        for (InstalledAnswer.OfLocation location : listed) {
            Optional<PluginDescription> found = location.find(plugin);
            found.ifPresent(known -> person.require(plugin, location.location(), known.role()));
            changes |= found.filter(PluginDescription::changesState).isPresent();
        }
        if (!changes) {
            return Uni.createFrom().voidItem();
        }
        fence.admit(scope.application());
        return person.record(scope.application(), scope.select(), plugin);
    }

    /** Asks each location for its own plugin; those that lack it are told so. */
    private static Uni<List<LocationReply>> ask(
            String plugin,
            List<InstalledAnswer.OfLocation> listed,
            BiFunction<String, PluginDescription, Uni<LocationReply>> ask) {
        List<Uni<LocationReply>> asked = listed.stream()
                .map(location -> location.find(plugin)
                        .map(found -> ask.apply(location.location(), found))
                        .orElseGet(() -> Uni.createFrom()
                                .item(LocationReply.failed(location.location(), 0, location.lacks(plugin)))))
                .toList();
        return asked.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(asked).andFailFast().invoke(PluginCalls::requireHome);
    }

    /**
     * Fails with {@code NOT_HOME} when that is why a location was not called, unless another was: what a plugin answered
     * there is not thrown away, as it may have changed something.
     */
    private static void requireHome(List<LocationReply> replies) {
        if (replies.stream().anyMatch(reply -> reply.calls() > 0)) {
            return;
        }
        replies.stream()
                .flatMap(reply -> reply.outcomes().stream())
                .flatMap(outcome -> outcome.problem().stream())
                .filter(problem -> problem.code() == ProblemCode.NOT_HOME)
                .findFirst()
                .ifPresent(problem -> {
                    throw new FarspanException(ProblemCode.NOT_HOME, problem.detail());
                });
    }

    private Uni<LocationReply> ask(
            Scope scope,
            String location,
            PluginDescription judged,
            PluginRequest request,
            GuardedPlugins person,
            TraceContext trace,
            long started) {
        return selection
                .names(scope, location)
                .chain(names -> {
                    if (names.isPresent() && names.get().isEmpty()) {
                        return Uni.createFrom()
                                .item(new LocationReply(location, 0, Optional.empty(), List.of(), Optional.empty()));
                    }
                    PluginAttempts attempts = new PluginAttempts(
                            fanOut,
                            client,
                            scope,
                            location,
                            judged,
                            names,
                            request.content(),
                            person.caller(),
                            left(request, started),
                            trace);
                    return fanOut.inTurn(
                            attempts,
                            Optional.of(person.caller()),
                            left -> fanOut.ask(attempts.left(left), scope.functions()),
                            () -> attempts.failAll(late(location, judged.name()), 0));
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> LocationReply.failed(location, 0, ((FarspanException) failure).problem()))
                .invoke(reply -> {
                    if (reply.outcomes().stream()
                            .flatMap(outcome -> outcome.problem().stream())
                            .anyMatch(problem -> OUTDATED.contains(problem.code()))) {
                        directory.forget(scope, location);
                    }
                });
    }

    private static Problem late(String location, String plugin) {
        return Problem.of(
                ProblemCode.TOO_MUCH,
                "The plugin '" + plugin + "' was not called in " + location
                        + ": the caller has reached the limit of heavy calls to its function"
                        + " (farspan.router.heavy-calls-per-caller), and none of them ended within the deadline. Wait"
                        + " for their answers, or allow more time.");
    }

    /** The reply, if there is room to keep it until the others have come. */
    private static LocationReply within(ByteBudget.Share share, LocationReply reply) {
        return share.take(reply.bytes())
                ? reply
                : reply.without(Problem.of(
                        ProblemCode.TOO_MUCH,
                        "The plugin answered " + reply.bytes() + " bytes in " + reply.location()
                                + " and completed, but the answer cannot be held until all locations have answered: at"
                                + " most " + share.limits()
                                + " are held at a time. Make fewer calls at a time, or ask for less."));
    }

    private Uni<UnifiedPluginAnswer> unified(
            Scope scope, String plugin, List<LocationReply> replies, GuardedPlugins person, long started) {
        long bytes = replies.stream().mapToLong(LocationReply::bytes).sum();
        return LargeWork.of(bytes, () -> {
            List<PluginOutcome> outcomes = new ArrayList<>(unknown(scope));
            Map<String, String> versions = new TreeMap<>();
            Map<String, String> relayed = new HashMap<>();
            int calls = 0;
            for (LocationReply reply : replies) {
                reply.outcomes().forEach(outcome -> outcomes.add(seen(scope, outcome, person)));
                reply.version()
                        .filter(version -> !version.isEmpty())
                        .ifPresent(version -> versions.put(reply.location(), version));
                reply.via().ifPresent(via -> relayed.put(reply.location(), via));
                calls += reply.calls();
            }
            outcomes.sort(Comparator.comparing(PluginOutcome::location)
                    .thenComparing(outcome ->
                            outcome.instance().map(InstanceId::toString).orElse("")));
            return new UnifiedPluginAnswer(
                    scope.application(),
                    plugin,
                    scope.head().value().epoch(),
                    scope.head().asOf(),
                    scope.head().stale(),
                    outcomes.stream().anyMatch(outcome -> outcome.problem().isPresent()),
                    calls,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
                    outcomes,
                    versions,
                    relayed);
        });
    }

    /** Locations that were named and are not there. */
    private static List<PluginOutcome> unknown(Scope scope) {
        Set<String> named = new TreeSet<>(scope.select().locations());
        scope.select().instances().forEach(id -> named.add(id.location()));
        return named.stream()
                .filter(location -> !scope.isKnown(location))
                .map(location -> PluginOutcome.failed(location, Optional.empty(), 0, scope.unknown(location)))
                .toList();
    }

    /** An outcome as the caller may see it, a failure with whose fault it is. */
    private PluginOutcome seen(Scope scope, PluginOutcome outcome, GuardedPlugins person) {
        String application = scope.application();
        return outcome.value().isPresent()
                ? PluginOutcome.answered(
                        outcome.location(),
                        outcome.instance(),
                        outcome.tookMs(),
                        person.view().apply(outcome.value().get()))
                : PluginOutcome.failed(
                        outcome.location(),
                        outcome.instance(),
                        outcome.tookMs(),
                        outcome.instance()
                                .map(id -> verdicts.judged(
                                        application, id, outcome.problem().orElseThrow()))
                                .orElseGet(() -> verdicts.judged(
                                        application,
                                        outcome.location(),
                                        outcome.problem().orElseThrow())));
    }
}
