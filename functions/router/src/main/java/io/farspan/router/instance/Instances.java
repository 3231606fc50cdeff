package io.farspan.router.instance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;

/** Registers and removes instances. Each is one compare-and-set of the map; who loses a race reads again and retries. */
@Singleton
public class Instances {

    private static final Logger AUDIT = Logger.getLogger("io.farspan.audit");
    private static final int ATTEMPTS = 12;
    private static final int LONGEST_PAUSE_MILLIS = 40;

    private final LocationMap map;
    private final MapView view;

    Instances(LocationMap map, MapView view) {
        this.map = map;
        this.view = view;
    }

    /** Adds instances or replaces them, all or none. Doing it twice is as doing it once. */
    public Uni<MapHead> register(String application, List<InstanceEntry> instances, String who) {
        List<MapChange.Edit> edits = instances.stream()
                .<MapChange.Edit>map(MapChange.PutInstance::new)
                .toList();
        return map.head(application)
                .chain(head -> view.routes(application, head.generation()))
                .invoke(routes -> instances.forEach(instance -> {
                    String location = instance.id().location();
                    if (!routes.value().functions().containsKey(location)) {
                        throw new FarspanException(
                                ProblemCode.LOCATION_UNKNOWN,
                                "Application '" + application + "' has no function in location '" + location
                                        + "', so nothing could reach " + instance.id() + "; it has "
                                        + routes.value().functions().keySet() + ".");
                    }
                }))
                .chain(() -> commit(application, edits, 1))
                .invoke(head -> AUDIT.infof(
                        "%s registered %s of %s (gen %d)",
                        who, instances.stream().map(InstanceEntry::id).toList(), application, head.generation()));
    }

    /** Removes an instance; fails with {@code INSTANCE_UNKNOWN} when the map has none such. */
    public Uni<MapHead> remove(String application, InstanceId id, String who) {
        return map.head(application)
                .chain(() -> map.instance(application, id))
                .invoke(found -> {
                    if (found.isEmpty()) {
                        throw new FarspanException(
                                ProblemCode.INSTANCE_UNKNOWN,
                                "The map has no instance " + id + " of application '" + application + "'.");
                    }
                })
                .chain(() -> commit(application, List.of(new MapChange.RemoveInstance(id)), 1))
                .invoke(head -> AUDIT.infof("%s removed %s of %s (gen %d)", who, id, application, head.generation()));
    }

    private Uni<MapHead> commit(String application, List<MapChange.Edit> edits, int attempt) {
        return map.head(application)
                .chain(head -> map.commit(MapChange.of(head, edits)))
                .chain(result -> result.fold(
                        committed -> {
                            view.changed(application);
                            return Uni.createFrom().item(committed.head());
                        },
                        conflict -> retry(application, edits, attempt),
                        unreachable -> Uni.createFrom()
                                .failure(new FarspanException(ProblemCode.MAP_UNREACHABLE, unreachable.detail()))))
                .onFailure(IllegalArgumentException.class)
                .transform(failure ->
                        new FarspanException(ProblemCode.MALFORMED_REQUEST, String.valueOf(failure.getMessage())));
    }

    private Uni<MapHead> retry(String application, List<MapChange.Edit> edits, int attempt) {
        if (attempt == ATTEMPTS) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.MAP_CONFLICT,
                            "The map of '" + application + "' changed " + ATTEMPTS
                                    + " times while this change was tried; nothing was written. Try again."));
        }
        Duration pause = Duration.ofMillis(1L + ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS * attempt));
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(() -> commit(application, edits, attempt + 1));
    }
}
