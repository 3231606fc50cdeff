package io.farspan.core.call;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.MapView;

/** The instances that a call is for, as the map has them. Safe for use by many threads. */
public final class LocalInstances {

    private final String location;
    private final Networks networks;
    private final MapView map;

    LocalInstances(String location, Networks networks, MapView map) {
        this.location = location;
        this.networks = networks;
        this.map = map;
    }

    /**
     * Those that are named, or all.
     *
     * @param elsewhere whose instances are meant when they are not this function's
     * @param generation the map's generation as home knows it
     */
    public Uni<List<SelectedInstance>> select(
            String application, Optional<String> elsewhere, Optional<List<String>> names, long generation) {
        String asked = elsewhere.orElse(location);
        return map.instances(application, asked, generation).chain(known -> {
            List<SelectedInstance> targets = select(asked, names, known.value());
            boolean complete =
                    targets.stream().allMatch(target -> target.entry().isPresent());
            // An instance that was registered a moment ago deserves a second look.
            return complete
                    ? Uni.createFrom().item(targets)
                    : map.instances(application, asked, Long.MAX_VALUE)
                            .map(fresh -> select(asked, names, fresh.value()));
        });
    }

    /**
     * Where the agents of all instances are, of this function's location and of the one it stands in for; those included
     * that are not asked.
     */
    public Uni<Set<InetSocketAddress>> agents(String application, Optional<String> elsewhere, long generation) {
        List<Uni<InstanceListing>> listings = Stream.concat(Stream.of(location), elsewhere.stream())
                .distinct()
                .map(where -> map.instances(application, where, generation).map(MapView.Known::value))
                .toList();
        return Uni.join().all(listings).andFailFast().map(known -> known.stream()
                .flatMap(listing -> listing.instances().stream())
                .map(entry -> new InetSocketAddress(entry.inetAddress(), entry.port()))
                .collect(Collectors.toSet()));
    }

    private List<SelectedInstance> select(String asked, Optional<List<String>> names, InstanceListing listing) {
        if (names.isEmpty()) {
            return listing.instances().stream().map(this::target).toList();
        }
        Map<String, InstanceEntry> byName = new HashMap<>();
        listing.instances().forEach(instance -> byName.put(instance.id().name(), instance));
        List<SelectedInstance> targets = new ArrayList<>();
        for (String name : names.get()) {
            InstanceEntry entry = byName.get(name);
            targets.add(entry != null ? target(entry) : unknown(new InstanceId(asked, name), listing));
        }
        return targets;
    }

    private SelectedInstance target(InstanceEntry entry) {
        if (!networks.contain(entry.inetAddress())) {
            return refuse(
                    entry,
                    ProblemCode.ADDRESS_REFUSED,
                    "The map has " + entry.id() + " at " + entry.address()
                            + ", which is not in the networks of the function of " + location
                            + ". Correct the record, or the function's farspan.agent.networks.");
        }
        if (entry.state() == InstanceEntry.State.DOWN) {
            return refuse(
                    entry,
                    ProblemCode.INSTANCE_UNREACHABLE,
                    "The map has " + entry.id() + " as down, so it is not asked. Register it again once it runs.");
        }
        return new SelectedInstance(entry.id(), Optional.of(entry), Optional.empty());
    }

    private static SelectedInstance refuse(InstanceEntry entry, ProblemCode code, String detail) {
        return new SelectedInstance(entry.id(), Optional.of(entry), Optional.of(Problem.of(code, detail)));
    }

    private static SelectedInstance unknown(InstanceId id, InstanceListing listing) {
        Problem problem = listing.faults().isEmpty()
                ? Problem.of(
                        ProblemCode.INSTANCE_UNKNOWN,
                        "The map has no instance " + id + ". It may have been removed; list the instances to see.")
                : listing.faults().get(0).problem();
        return new SelectedInstance(id, Optional.empty(), Optional.of(problem));
    }
}
