package io.farspan.provider.map;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * The instances of one location, ordered by id.
 *
 * @param instances those that could be understood
 * @param faults records that could not
 */
public record InstanceListing(List<InstanceEntry> instances, List<MapFault> faults) {

    public InstanceListing {
        instances = instances.stream()
                .sorted(Comparator.comparing(InstanceEntry::id))
                .toList();
        faults = List.copyOf(faults);
    }

    /** The instance of that id. */
    public Optional<InstanceEntry> find(InstanceId id) {
        return instances.stream().filter(instance -> instance.id().equals(id)).findAny();
    }
}
