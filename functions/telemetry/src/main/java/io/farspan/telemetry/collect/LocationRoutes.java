package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.home.lease.Leases;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;

/** How the locations of applications are called now, and which instances they have. Reads of the map block. Thread-safe. */
@Singleton
public class LocationRoutes {

    private static final Duration MAP_LIMIT = Duration.ofSeconds(4);

    private final Leases leases;
    private final MapView map;
    private final RouteAdvisor advice;

    LocationRoutes(Leases leases, MapView map, RouteAdvisor advice) {
        this.leases = leases;
        this.map = map;
        this.advice = advice;
    }

    /** Whether this router is home for an application and may call its locations. */
    public boolean isHome(String application) {
        return leases.isHome(application);
    }

    /** The routes to all locations that have a function. Blocks, and fails like a read of the map. */
    public Map<String, CollectRoute> all(String application) {
        MapHead head = await(map.head(application)).value();
        Map<String, FunctionEndpoint> known = functions(application, head);
        Map<String, CollectRoute> routes = new HashMap<>();
        known.forEach((location, function) -> routes.put(location, route(application, function, known, head)));
        return routes;
    }

    /**
     * The route to one location. Blocks. Fails with {@code NOT_HOME} when this router must not collect there,
     * {@code LOCATION_UNKNOWN} when it has no function.
     */
    CollectRoute one(String application, String location) {
        leases.admit(application);
        MapHead head = await(map.head(application)).value();
        Map<String, FunctionEndpoint> known = functions(application, head);
        FunctionEndpoint function = known.get(location);
        if (function == null) {
            throw new FarspanException(
                    ProblemCode.LOCATION_UNKNOWN,
                    "'" + application + "' has no function in '" + location + "', so nothing there can be read.");
        }
        return route(application, function, known, head);
    }

    /** The instances of a location by the map's generation or a later one. Blocks, and fails like a read of the map. */
    Set<InstanceId> instances(String application, String location, long generation) {
        return ids(await(map.instances(application, location, generation)).value());
    }

    /**
     * The instances that a location has.
     *
     * @param instances the instances
     * @param stale whether the map could not be asked, so that some may be missing
     */
    public record Listed(Set<InstanceId> instances, boolean stale) {}

    /** The instances that a location has now. Blocks, and fails like a read of the map. */
    public Listed instances(String application, String location) {
        MapView.Known<MapHead> head = await(map.head(application));
        MapView.Known<InstanceListing> found =
                await(map.instances(application, location, head.value().generation()));
        return new Listed(ids(found.value()), head.stale() || found.stale());
    }

    private static Set<InstanceId> ids(InstanceListing listing) {
        return listing.instances().stream().map(InstanceEntry::id).collect(Collectors.toSet());
    }

    private Map<String, FunctionEndpoint> functions(String application, MapHead head) {
        return await(map.routes(application, head.generation())).value().functions();
    }

    private CollectRoute route(
            String application, FunctionEndpoint function, Map<String, FunctionEndpoint> known, MapHead head) {
        return CollectRoute.of(
                advice.advise(application, function.location()), function, known, head.epoch(), head.generation());
    }

    private static <T> T await(Uni<T> answer) {
        return answer.ifNoItem()
                .after(MAP_LIMIT)
                .failWith(() -> new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "The location map did not answer within " + MAP_LIMIT.toSeconds() + " s. It is read again."))
                .await()
                .indefinitely(); // it fails at its limit
    }
}
