package io.farspan.home.map;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;

/** Registers and removes instances. */
@Singleton
public class Instances {

    private static final int AT_A_TIME = 4;

    private final LocationMap map;
    private final MapChanges changes;
    private final Iterable<InstanceDrain> drains;

    Instances(LocationMap map, MapChanges changes, @Any Instance<InstanceDrain> drains) {
        this.map = map;
        this.changes = changes;
        this.drains = drains;
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

    /**
     * Removes an instance after everything that features keep of instances has been fetched from it.
     *
     * <p>Fails with {@code INSTANCE_UNKNOWN} when the map does not have it, and unless it is forced with
     * {@code INSTANCE_NOT_EMPTY} when something would be lost.
     */
    public Uni<MapHead> remove(String application, Removal removal) {
        return map.head(application)
                .chain(() -> entry(application, removal.id()))
                .chain(instance -> drain(application, removal.id()).chain(drained -> {
                    Reason reason = removal.judge(drained);
                    return unchanged(application, instance).chain(() -> remove(application, instance, reason));
                }));
    }

    /**
     * Removes every instance of a location like {@link #remove}, a few at a time; one that stays does not delay the others. Fails
     * only when the map cannot be read.
     */
    public Uni<Removals> removeAll(String application, String location, String who, Optional<String> force) {
        Map<InstanceId, Problem> kept = new ConcurrentHashMap<>();
        return map.head(application)
                .chain(() -> map.instances(application, location))
                .chain(listing -> Multi.createFrom()
                        .iterable(listing.instances())
                        .map(InstanceEntry::id)
                        .onItem()
                        .transformToUni(id -> remove(application, new Removal(id, who, force))
                                .replaceWith(id)
                                .onFailure(FarspanException.class)
                                .recoverWithItem(failure -> {
                                    kept.put(id, ((FarspanException) failure).problem());
                                    return id;
                                }))
                        .merge(AT_A_TIME)
                        .collect()
                        .asList())
                .map(ids -> new Removals(
                        application,
                        location,
                        ids.stream().filter(id -> !kept.containsKey(id)).toList(),
                        kept));
    }

    private Uni<InstanceEntry> entry(String application, InstanceId id) {
        return map.instance(application, id)
                .map(found -> found.orElseThrow(() -> new FarspanException(
                        ProblemCode.INSTANCE_UNKNOWN,
                        "The map has no instance " + id + " of application '" + application + "'.")));
    }

    private Uni<DrainResult> drain(String application, InstanceId id) {
        Uni<DrainResult> all = Uni.createFrom().item(DrainResult.NOTHING);
        for (InstanceDrain drain : drains) {
            all = all.chain(before -> drain.drain(application, id).map(before::and));
        }
        return all;
    }

    /** An instance that was registered again while it was emptied is not the one that was to be removed. */
    private Uni<InstanceEntry> unchanged(String application, InstanceEntry before) {
        return entry(application, before.id()).invoke(now -> {
            if (!now.equals(before)) {
                throw new FarspanException(
                        ProblemCode.MAP_CONFLICT,
                        before.id()
                                + " was registered again while it was emptied, so it was not removed. Try again if it"
                                + " is still to go.");
            }
        });
    }

    private Uni<MapHead> remove(String application, InstanceEntry instance, Reason reason) {
        return changes.change(
                application,
                reason,
                MapChanges.content(
                        List.of(new MapChange.RemoveInstance(instance.id())), Optional.of(instance), Optional.empty()));
    }
}
