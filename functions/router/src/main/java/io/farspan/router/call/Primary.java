package io.farspan.router.call;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Verdicts;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;

/**
 * Finds an application's primary instance: the first by id that is up and whose agent is not known to be silent, in the
 * location with the greatest traffic weight. At equal weights home comes first. A location where none is up is skipped.
 */
@Singleton
class Primary {

    private final MapView map;
    private final Verdicts verdicts;

    Primary(MapView map, Verdicts verdicts) {
        this.map = map;
        this.verdicts = verdicts;
    }

    /** Fails with {@code INSTANCE_UNKNOWN} when no instance is up. */
    Uni<InstanceId> of(String application, MapView.Known<MapHead> head, Routes routes) {
        List<String> order = order(head.value(), routes);
        return first(application, head.generation(), order, id -> !verdicts.isAgentSilent(application, id))
                // When all agents are believed silent, calling the first one tells more than reporting that there is
                // none.
                .onFailure(FarspanException.class)
                .recoverWithUni(() -> first(application, head.generation(), order, id -> true));
    }

    static List<String> order(MapHead head, Routes routes) {
        Map<String, Integer> weights = routes.traffic().stream()
                .collect(Collectors.toMap(TrafficTarget::location, TrafficTarget::weight, Math::max));
        return routes.functions().keySet().stream()
                .sorted(Comparator.<String>comparingInt(location -> -weights.getOrDefault(location, 0))
                        .thenComparing(location -> !location.equals(head.home()))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private Uni<InstanceId> first(
            String application, long generation, List<String> locations, Predicate<InstanceId> good) {
        if (locations.isEmpty()) {
            return Uni.createFrom()
                    .failure(
                            () -> new FarspanException(
                                    ProblemCode.INSTANCE_UNKNOWN,
                                    "Application '" + application
                                            + "' has no primary instance, because none of its instances is up. Check its instances in the map."));
        }
        return map.instances(application, locations.get(0), generation).chain(listing -> up(listing.value(), good)
                .map(id -> Uni.createFrom().item(id))
                .orElseGet(() -> first(application, generation, locations.subList(1, locations.size()), good)));
    }

    private static Optional<InstanceId> up(InstanceListing listing, Predicate<InstanceId> good) {
        return listing.instances().stream()
                .filter(instance -> instance.state() == InstanceEntry.State.UP)
                .map(InstanceEntry::id)
                .filter(good)
                .min(Comparator.naturalOrder());
    }
}
