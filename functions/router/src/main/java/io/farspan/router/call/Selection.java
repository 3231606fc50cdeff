package io.farspan.router.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.router.fanout.FanOut;
import io.farspan.router.fanout.LocationAnswer;

/** Resolves a selector against the map into one call per location. */
@Singleton
public class Selection {

    /**
     * The least time for reading the map, even within a shorter deadline, so that the answer can name the instances.
     */
    private static final Duration LEAST_FOR_MAP = Duration.ofMillis(200);

    private final MapView map;
    private final FanOut fanOut;
    private final Primary primary;

    Selection(MapView map, FanOut fanOut, Primary primary) {
        this.map = map;
        this.primary = primary;
        this.fanOut = fanOut;
    }

    Uni<CallPlan> plan(ManagementCall call, TraceContext trace) {
        long started = System.nanoTime();
        return scope(call.application(), call.select(), call.deadline())
                .map(scope -> plan(call.select(scope.select()), trace, scope, started));
    }

    /** What a selector comes to by the map, read within a deadline. */
    public Uni<Scope> scope(String application, InstanceSelector select, Duration deadline) {
        return map.head(application)
                .chain(head -> map.routes(application, head.generation())
                        .chain(routes -> narrowed(application, select, head, routes.value())
                                .map(narrowed -> Scope.of(application, head, routes.value(), narrowed))))
                .ifNoItem()
                .after(deadline.compareTo(LEAST_FOR_MAP) < 0 ? LEAST_FOR_MAP : deadline)
                .failWith(() -> new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "The location map did not answer within the deadline of " + deadline.toMillis()
                                + " ms, and no earlier copy is cached. Check its DNS servers, or allow more time."));
    }

    /** The selector with {@code primary} replaced by the primary instance's id. */
    private Uni<InstanceSelector> narrowed(
            String application, InstanceSelector select, MapView.Known<MapHead> head, Routes routes) {
        return select.primary()
                ? primary.of(application, head, routes).map(InstanceSelector::of)
                : Uni.createFrom().item(select);
    }

    private CallPlan plan(ManagementCall call, TraceContext trace, Scope scope, long started) {
        InstanceSelector select = call.select();
        List<Uni<LocationAnswer>> locations = new ArrayList<>();
        for (String location : scope.touched()) {
            locations.add(Uni.createFrom()
                    .deferred(() -> ask(
                            call, trace, scope, location, call.deadline().minusNanos(System.nanoTime() - started))));
        }
        Map<String, Problem> problems = new HashMap<>();
        for (String location : select.locations()) {
            if (!scope.isKnown(location)) {
                problems.put(location, scope.unknown(location));
            }
        }
        Map<String, Problem> unknown = new HashMap<>();
        List<Outcome> outcomes = select.instances().stream()
                .filter(id -> !scope.isKnown(id.location()))
                .map(id -> Outcome.failed(id, 0, unknown.computeIfAbsent(id.location(), scope::unknown)))
                .toList();
        return new CallPlan(scope.head(), locations, outcomes, problems);
    }

    private Uni<LocationAnswer> ask(
            ManagementCall call, TraceContext trace, Scope scope, String location, Duration left) {
        return names(scope, location)
                .chain(names -> {
                    if (names.isPresent() && names.get().isEmpty()) {
                        return Uni.createFrom().item(LocationAnswer.none(location));
                    }
                    FanOut.LocationQuery question = new FanOut.LocationQuery(
                            call.application(),
                            location,
                            names,
                            call.requests(),
                            scope.head().value().epoch(),
                            scope.head().generation(),
                            left,
                            call.caller());
                    if (left.toMillis() < 1) {
                        return fanOut.failAll(question, late(call, location), 0);
                    }
                    return scope.functions().containsKey(location)
                            ? fanOut.ask(question, scope.functions(), trace)
                            : fanOut.failAll(question, scope.fault(location), 0);
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(
                        failure -> LocationAnswer.unknown(location, 0, ((FarspanException) failure).problem()));
    }

    /**
     * The names of the selected instances: empty for all, an empty list for none. Only labels need the map's instances.
     */
    public Uni<Optional<List<String>>> names(Scope scope, String location) {
        InstanceSelector select = scope.select();
        if (select.labels().isEmpty()) {
            List<String> named = select.instances().stream()
                    .filter(id -> id.location().equals(location))
                    .map(InstanceId::name)
                    .sorted()
                    .toList();
            return Uni.createFrom().item(select.instances().isEmpty() ? Optional.empty() : Optional.of(named));
        }
        return map.instances(scope.application(), location, scope.head().generation())
                .map(listing -> Optional.of(labelled(select, listing.value())));
    }

    private static List<String> labelled(InstanceSelector select, InstanceListing listing) {
        return listing.instances().stream()
                .filter(instance -> select.matches(instance.id(), instance.labels()))
                .map(instance -> instance.id().name())
                .toList();
    }

    private static Problem late(ManagementCall call, String location) {
        return Problem.of(
                ProblemCode.FUNCTION_TIMEOUT,
                "The deadline of " + call.deadline().toMillis() + " ms passed before the function of " + location
                        + " was called, so nothing was sent to it. Allow more time.");
    }
}
