package io.farspan.home.map;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;

/** Registers and removes instances. */
@Singleton
public class Instances {

    private final LocationMap map;
    private final MapChanges changes;

    Instances(LocationMap map, MapChanges changes) {
        this.map = map;
        this.changes = changes;
    }

    /** Adds instances or replaces them, all or none. Idempotent. */
    public Uni<MapHead> register(String application, List<InstanceEntry> instances, String who) {
        instances.forEach(Instances::requireFreeLabels);
        List<MapChange.Edit> edits = instances.stream()
                .<MapChange.Edit>map(MapChange.PutInstance::new)
                .toList();
        List<InstanceId> ids = instances.stream().map(InstanceEntry::id).toList();
        Reason reason = new Reason("map", who, "registered " + ids, "asked for by " + who, List.of());
        return changes.change(application, reason, current -> {
            for (InstanceId id : ids) {
                if (!current.routes().functions().containsKey(id.location())) {
                    throw new FarspanException(
                            ProblemCode.LOCATION_UNKNOWN,
                            "Application '" + application + "' has no function in location '" + id.location()
                                    + "', so " + id + " could not be reached. Use one of "
                                    + current.routes().functions().keySet() + ".");
                }
            }
            return MapChanges.content(edits, Optional.empty(), Optional.of(instances))
                    .apply(current);
        });
    }

    private static void requireFreeLabels(InstanceEntry instance) {
        for (String label : List.of("_s", "_p")) {
            if (instance.labels().containsKey(label)) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The label '" + label + "' of " + instance.id() + " is reserved for the service endpoint;"
                                + " register it as \"service\": {\"address\": …, \"port\": …, \"path\": …}.");
            }
        }
    }

    /** Removes an instance. Fails with {@code INSTANCE_UNKNOWN} when the map does not have it. */
    public Uni<MapHead> remove(String application, InstanceId id, String who) {
        Reason reason = new Reason("map", who, "removed " + id, "asked for by " + who, List.of());
        return map.head(application).chain(() -> map.instance(application, id)).chain(found -> {
            InstanceEntry instance = found.orElseThrow(() -> new FarspanException(
                    ProblemCode.INSTANCE_UNKNOWN,
                    "The map has no instance " + id + " of application '" + application + "'."));
            return changes.change(
                    application,
                    reason,
                    MapChanges.content(
                            List.of(new MapChange.RemoveInstance(id)), Optional.of(instance), Optional.empty()));
        });
    }
}
