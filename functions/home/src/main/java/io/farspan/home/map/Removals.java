package io.farspan.home.map;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;

/**
 * The result of removing every instance of a location.
 *
 * @param application the application's name
 * @param location the location
 * @param removed the instances that were removed
 * @param kept the instances that stayed, each with the problem that kept it
 */
public record Removals(String application, String location, List<InstanceId> removed, Map<InstanceId, Problem> kept) {

    public Removals {
        removed = removed.stream().sorted().toList();
        kept = Collections.unmodifiableMap(new TreeMap<>(kept));
    }
}
