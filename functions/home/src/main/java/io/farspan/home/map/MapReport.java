package io.farspan.home.map;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.ToolEndpoint;
import io.farspan.provider.map.TrafficTarget;

/** Reads the map of an application as one document. */
@Singleton
public class MapReport {

    private final MapView view;

    /** A report of what a view of the map has. */
    public MapReport(MapView view) {
        this.view = view;
    }

    /** Everything in the map about an application. Malformed records are listed as problems. */
    public Uni<Whole> map(String application) {
        requireName(application);
        return view.head(application).chain(head -> view.routes(application, head.generation())
                .chain(routes -> listings(application, routes.value(), head.generation())
                        .map(listings -> whole(head, routes.value(), listings))));
    }

    private static void requireName(String application) {
        try {
            Names.requireLabel("application", application);
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.APPLICATION_UNKNOWN, e.getMessage() + ".", e);
        }
    }

    private Uni<List<InstanceListing>> listings(String application, Routes routes, long generation) {
        List<Uni<InstanceListing>> reads = routes.functions().keySet().stream()
                .sorted()
                .map(location ->
                        view.instances(application, location, generation).map(MapView.Known::value))
                .toList();
        return reads.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(reads).andFailFast();
    }

    private static Whole whole(MapView.Known<MapHead> head, Routes routes, List<InstanceListing> listings) {
        List<InstanceEntry> instances = new ArrayList<>();
        List<MapFault> faults = new ArrayList<>(routes.faults());
        listings.forEach(listing -> {
            instances.addAll(listing.instances());
            faults.addAll(listing.faults());
        });
        MapHead value = head.value();
        return new Whole(
                value.application(),
                value.home(),
                value.standby(),
                value.epoch(),
                value.generation(),
                head.asOf(),
                head.stale(),
                routes.tool(),
                routes.functions().keySet().stream()
                        .sorted()
                        .map(routes.functions()::get)
                        .toList(),
                routes.traffic(),
                instances,
                faults.stream().map(MapFault::problem).toList());
    }

    /** The whole map. */
    public record Whole(
            String application,
            String home,
            List<String> standby,
            long epoch,
            long generation,
            Instant asOf,
            boolean stale,
            Optional<ToolEndpoint> tool,
            List<FunctionEndpoint> functions,
            List<TrafficTarget> traffic,
            List<InstanceEntry> instances,
            List<Problem> problems) {

        /** The locations only. */
        public Locations toLocations() {
            List<Location> locations = functions.stream()
                    .map(function -> new Location(
                            function.location(),
                            function.location().equals(home),
                            function.uri("").toString(),
                            function.kind(),
                            instances.stream()
                                    .filter(instance -> instance.id().location().equals(function.location()))
                                    .count(),
                            traffic.stream()
                                    .filter(target -> target.location().equals(function.location()))
                                    .map(TrafficTarget::weight)
                                    .findFirst()))
                    .toList();
            return new Locations(application, epoch, asOf, stale, locations, problems);
        }

        /** The instances only. */
        public InstanceList toInstances() {
            return new InstanceList(application, epoch, asOf, stale, instances, problems);
        }
    }

    /** One location. */
    public record Location(
            String location, boolean home, String function, String kind, long instances, Optional<Integer> weight) {}

    /** All locations. */
    public record Locations(
            String application,
            long epoch,
            Instant asOf,
            boolean stale,
            List<Location> locations,
            List<Problem> problems) {}

    /** All instances. */
    public record InstanceList(
            String application,
            long epoch,
            Instant asOf,
            boolean stale,
            List<InstanceEntry> instances,
            List<Problem> problems) {}
}
