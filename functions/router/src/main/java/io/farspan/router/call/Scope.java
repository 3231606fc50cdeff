package io.farspan.router.call;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

/**
 * What a selector comes to by the map.
 *
 * @param application the application
 * @param head the head it is read under
 * @param select the selector, with an id in place of the word {@code primary}
 * @param functions the functions, by location
 * @param faults locations whose function's record cannot be understood
 */
public record Scope(
        String application,
        MapView.Known<MapHead> head,
        InstanceSelector select,
        Map<String, FunctionEndpoint> functions,
        Map<String, Problem> faults) {

    static Scope of(String application, MapView.Known<MapHead> head, Routes routes, InstanceSelector select) {
        Map<String, Problem> faults = new HashMap<>();
        for (MapFault fault : routes.faults()) {
            fault.location().ifPresent(location -> faults.putIfAbsent(location, fault.problem()));
        }
        return new Scope(application, head, select, routes.functions(), faults);
    }

    /** The locations in which something may be selected, ordered. */
    public List<String> touched() {
        return known().stream().filter(select::mayTouch).toList();
    }

    /** Whether the application has the location, with a function that can be called or without. */
    public boolean isKnown(String location) {
        return functions.containsKey(location) || faults.containsKey(location);
    }

    /** Why a location that has no usable function cannot be asked. */
    public Problem fault(String location) {
        Problem fault = faults.get(location);
        return fault != null ? fault : unknown(location);
    }

    /** The application has no such location. */
    public Problem unknown(String location) {
        return Problem.of(
                ProblemCode.LOCATION_UNKNOWN,
                "Application '" + application + "' has no location '" + location + "'. Use one of " + known() + ".");
    }

    private Set<String> known() {
        Set<String> known = new TreeSet<>(functions.keySet());
        known.addAll(faults.keySet());
        return known;
    }
}
