package io.farspan.router.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.router.fanout.FanOut;
import io.farspan.router.fanout.LocationAnswer;

/** Resolves a selector against the map into one call per location. */
@Singleton
class Selection {

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
        return map.head(call.application())
                .chain(head -> map.routes(call.application(), head.generation())
                        .chain(routes -> narrowed(call, head, routes.value())
                                .map(narrowed -> plan(narrowed, trace, head, routes.value(), started))))
                .ifNoItem()
                .after(call.deadline().compareTo(LEAST_FOR_MAP) < 0 ? LEAST_FOR_MAP : call.deadline())
                .failWith(() -> new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "The location map did not answer within the deadline of "
                                + call.deadline().toMillis()
                                + " ms, and no earlier copy is cached. Check its DNS servers, or allow more time."));
    }

    /** The call with {@code primary} replaced by the primary instance's id. */
    private Uni<ManagementCall> narrowed(ManagementCall call, MapView.Known<MapHead> head, Routes routes) {
        return call.select().primary()
                ? primary.of(call.application(), head, routes).map(id -> call.select(InstanceSelector.of(id)))
                : Uni.createFrom().item(call);
    }

    private CallPlan plan(
            ManagementCall call, TraceContext trace, MapView.Known<MapHead> head, Routes routes, long started) {
        InstanceSelector select = call.select();
        Map<String, Problem> faults = faults(routes);
        Set<String> known = new TreeSet<>(routes.functions().keySet());
        known.addAll(faults.keySet());
        List<Uni<LocationAnswer>> locations = new ArrayList<>();
        for (String location : known) {
            if (select.mayTouch(location)) {
                locations.add(Uni.createFrom()
                        .deferred(() -> ask(
                                call,
                                trace,
                                head,
                                location,
                                routes.functions(),
                                faults,
                                call.deadline().minusNanos(System.nanoTime() - started))));
            }
        }
        Map<String, Problem> problems = new HashMap<>();
        for (String location : select.locations()) {
            if (!known.contains(location)) {
                problems.put(location, unknown(call.application(), location, known));
            }
        }
        Map<String, Problem> unknown = new HashMap<>();
        List<Outcome> outcomes = select.instances().stream()
                .filter(id -> !known.contains(id.location()))
                .map(id -> Outcome.failed(
                        id,
                        0,
                        unknown.computeIfAbsent(
                                id.location(), location -> unknown(call.application(), location, known))))
                .toList();
        return new CallPlan(head, locations, outcomes, problems);
    }

    private Uni<LocationAnswer> ask(
            ManagementCall call,
            TraceContext trace,
            MapView.Known<MapHead> head,
            String location,
            Map<String, FunctionEndpoint> functions,
            Map<String, Problem> faults,
            Duration left) {
        return names(call, location, head.generation())
                .chain(names -> {
                    if (names.isPresent() && names.get().isEmpty()) {
                        return Uni.createFrom().item(LocationAnswer.none(location));
                    }
                    FanOut.Question question = new FanOut.Question(
                            call.application(),
                            location,
                            names,
                            call.requests(),
                            head.value().epoch(),
                            head.generation(),
                            left,
                            call.caller());
                    if (left.toMillis() < 1) {
                        return fanOut.failAll(question, late(call, location), 0);
                    }
                    Problem fault = faults.getOrDefault(location, unknown(call.application(), location, Set.of()));
                    return functions.containsKey(location)
                            ? fanOut.ask(question, functions, trace)
                            : fanOut.failAll(question, fault, 0);
                })
                .onFailure(FarspanException.class)
                .recoverWithItem(
                        failure -> LocationAnswer.unknown(location, 0, ((FarspanException) failure).problem()));
    }

    /**
     * The names of the selected instances: empty for all, an empty list for none. Only labels need the map's instances.
     */
    private Uni<Optional<List<String>>> names(ManagementCall call, String location, long generation) {
        InstanceSelector select = call.select();
        if (select.labels().isEmpty()) {
            List<String> named = select.instances().stream()
                    .filter(id -> id.location().equals(location))
                    .map(InstanceId::name)
                    .sorted()
                    .toList();
            return Uni.createFrom().item(select.instances().isEmpty() ? Optional.empty() : Optional.of(named));
        }
        return map.instances(call.application(), location, generation)
                .map(listing -> Optional.of(labelled(select, listing.value())));
    }

    private static List<String> labelled(InstanceSelector select, InstanceListing listing) {
        return listing.instances().stream()
                .filter(instance -> select.matches(instance.id(), instance.labels()))
                .map(instance -> instance.id().name())
                .toList();
    }

    private static Map<String, Problem> faults(Routes routes) {
        Map<String, Problem> faults = new HashMap<>();
        for (MapFault fault : routes.faults()) {
            fault.location().ifPresent(location -> faults.putIfAbsent(location, fault.problem()));
        }
        return faults;
    }

    private static Problem late(ManagementCall call, String location) {
        return Problem.of(
                ProblemCode.FUNCTION_TIMEOUT,
                "The deadline of " + call.deadline().toMillis() + " ms passed before the function of " + location
                        + " was called, so nothing was sent to it. Allow more time.");
    }

    private static Problem unknown(String application, String location, Set<String> known) {
        return Problem.of(
                ProblemCode.LOCATION_UNKNOWN,
                "Application '" + application + "' has no location '" + location + "'. Use one of " + known + ".");
    }
}
