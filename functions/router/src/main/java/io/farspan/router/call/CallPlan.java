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
 * What a call amounts to once the map has been read.
 *
 * @param head the head it is planned by
 * @param locations one question per location to ask
 * @param outcomes what is known without asking: instances of locations that do not exist
 * @param problems locations that do not exist or cannot be understood
 */
record CallPlan(
        MapView.Known<MapHead> head,
        List<Uni<LocationAnswer>> locations,
        List<Outcome> outcomes,
        Map<String, Problem> problems) {}
