package io.farspan.router.call;

import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.router.fanout.LocationAnswer;

/**
 * A call resolved against the map.
 *
 * @param head the map's head that the plan is based on
 * @param locations one call per location
 * @param outcomes the outcomes known without a call: instances of unknown locations
 * @param problems the locations that do not exist or whose records are malformed
 */
record CallPlan(
        MapView.Known<MapHead> head,
        List<Uni<LocationAnswer>> locations,
        List<Outcome> outcomes,
        Map<String, Problem> problems) {}
