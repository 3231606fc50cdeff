package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;

/**
 * Reads one application's map periodically and records whether that works. {@link #read} is for one thread; the results
 * are visible to all.
 */
final class MapWatch {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final String application;
    private final LocationMap map;
    private final MapView view;
    private final StallDetector stalls;
    private final EdgeLog edge;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Optional<MapHead> head = Optional.empty();
    private volatile Map<String, FunctionEndpoint> endpoints = Map.of();
    private long next = System.nanoTime();

    MapWatch(String application, LocationMap map, MapView view, StallDetector stalls, Clock clock) {
        this.application = application;
        this.map = map;
        this.view = view;
        this.stalls = stalls;
        this.edge = new EdgeLog(clock);
    }

    /** The head last read. */
    Optional<MapHead> head() {
        return head;
    }

    /** The functions' endpoints by location. */
    Map<String, FunctionEndpoint> endpoints() {
        return endpoints;
    }

    /** Whether the map has an instance, as far as this router's view of it knows. */
    Uni<Boolean> has(InstanceId id) {
        return view.instances(
                        application,
                        id.location(),
                        head.map(MapHead::generation).orElse(0L))
                .map(known -> known.value().instances().stream()
                        .anyMatch(entry -> entry.id().equals(id)));
    }

    /** The edge to the map's server, given that it is read every {@code period}. */
    EdgeState state(Duration period) {
        return edge.state(period, LIMIT);
    }

    /** Reads the map, if a read is due and none is under way. */
    void read(Duration period) {
        long now = System.nanoTime();
        if (now - next < 0 || !reading.compareAndSet(false, true)) {
            return;
        }
        next = now + period.toNanos();
        map.head(application)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .invoke(found -> {
                    edge.add(now, reached(now));
                    head = Optional.of(found);
                })
                .onFailure(MapWatch::answered)
                .invoke(failure -> edge.add(now, reached(now)))
                .onFailure(failure -> !answered(failure) && !stalls.tolerant())
                .invoke(failure -> edge.add(
                        now,
                        Reach.failed(
                                "map",
                                Reach.Ending.REFUSED,
                                Stage.DNS,
                                millis(now),
                                String.valueOf(failure.getMessage()))))
                .chain(found -> view.routes(application, found.generation()))
                .subscribe()
                .with(
                        routes -> {
                            endpoints = new TreeMap<>(routes.value().functions());
                            reading.set(false);
                        },
                        failure -> reading.set(false));
    }

    /** Whether the map's server answered: an application that is not in the map (yet) is not its fault. */
    private static boolean answered(Throwable failure) {
        return failure instanceof FarspanException known && known.problem().code() == ProblemCode.APPLICATION_UNKNOWN;
    }

    private static Reach reached(long since) {
        return Reach.reached("map", 0, millis(since));
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }
}
