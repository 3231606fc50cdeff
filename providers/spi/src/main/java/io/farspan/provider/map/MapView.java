package io.farspan.provider.map;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.async.SingleFlight;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What a reader remembers of the map, so that a call in steady state asks DNS nothing.
 *
 * <p>The head is trusted for {@link #HEAD_LIFE}; everything else for as long as the head's generation stays the same,
 * and never longer than its records' TTL. While the map cannot be reached, the last known good value is given, marked
 * stale with the instant it was last known to be current. Concurrent readers of the same thing share one read. Safe for
 * many threads.
 */
public final class MapView {

    /** How long a head is trusted, and so how late a change made elsewhere is seen. */
    public static final Duration HEAD_LIFE = Duration.ofSeconds(1);

    /** The TTL of the records below the head. */
    public static final Duration RECORD_LIFE = Duration.ofSeconds(30);

    private final LocationMap map;
    private final Clock clock;
    private final Map<String, Known<MapHead>> heads = new ConcurrentHashMap<>();
    private final Map<String, Known<Routes>> routes = new ConcurrentHashMap<>();
    private final Map<String, Known<InstanceListing>> instances = new ConcurrentHashMap<>();
    private final SingleFlight<String, Known<?>> reading = new SingleFlight<>();
    private final Map<String, Instant> failed = new ConcurrentHashMap<>();

    /** How long a caller waits for a fresh read when something older is known. */
    private static final Duration GRACE = Duration.ofMillis(250);

    /** A view that knows nothing yet. */
    public MapView(LocationMap map, Clock clock) {
        this.map = map;
        this.clock = clock;
    }

    /**
     * Something read from the map.
     *
     * @param value what was read
     * @param generation the head's generation when it was read
     * @param asOf when it was last known to be current
     * @param stale whether the map could not be asked since
     */
    public record Known<T>(T value, long generation, Instant asOf, boolean stale) {

        private Known<T> asOf(Instant instant) {
            return new Known<>(value, generation, instant, stale);
        }

        private Known<T> asStale() {
            return stale ? this : new Known<>(value, generation, asOf, true);
        }
    }

    /** The head, at most {@link #HEAD_LIFE} old or marked stale. */
    public Uni<Known<MapHead>> head(String application) {
        Known<MapHead> known = heads.get(application);
        if (known != null && !known.stale && known.asOf.plus(HEAD_LIFE).isAfter(clock.instant())) {
            return Uni.createFrom().item(known);
        }
        return read(heads, application, "head " + application, () -> map.head(application)
                .map(head -> new Known<>(head, head.generation(), clock.instant(), false)));
    }

    /** The routes as of {@code generation} or later. */
    public Uni<Known<Routes>> routes(String application, long generation) {
        return upTo(
                routes, application, "routes " + application, application, generation, () -> map.routes(application));
    }

    /** The instances of a location as of {@code generation} or later. */
    public Uni<Known<InstanceListing>> instances(String application, String location, long generation) {
        String key = application + "/" + location;
        return upTo(
                instances,
                key,
                "instances " + key,
                application,
                generation,
                () -> map.instances(application, location));
    }

    /** Forgets how old the head is, so that the next reader asks: for whoever has just changed the map. */
    public void changed(String application) {
        heads.computeIfPresent(application, (name, known) -> known.asOf(Instant.EPOCH));
    }

    private <T> Uni<Known<T>> upTo(
            Map<String, Known<T>> memory,
            String key,
            String what,
            String application,
            long generation,
            Supplier<Uni<T>> read) {
        Known<T> known = memory.get(key);
        if (known != null
                && known.generation >= generation
                && known.asOf.plus(RECORD_LIFE).isAfter(clock.instant())) {
            return Uni.createFrom().item(known);
        }
        // The head first: content read after it is at least as new, so the generation is never overstated.
        return read(memory, key, what, () -> map.head(application)
                .chain(head -> read.get().map(value -> new Known<>(value, head.generation(), clock.instant(), false))));
    }

    /**
     * Reads, together with whoever reads the same. When the map cannot be reached, the last known good value is given
     * at once, and for a second nobody tries again: an outage of the map must not slow down every call.
     */
    private <T> Uni<Known<T>> read(
            Map<String, Known<T>> memory, String key, String what, Supplier<Uni<Known<T>>> fresh) {
        Known<T> last = memory.get(key);
        if (last == null) {
            return shared(memory, key, what, fresh);
        }
        Instant failure = failed.get(what);
        if (failure != null && failure.plus(HEAD_LIFE).isAfter(clock.instant())) {
            return Uni.createFrom().item(last.asStale());
        }
        return shared(memory, key, what, fresh)
                .onFailure(MapView::isUnreachable)
                .recoverWithItem(last::asStale)
                .ifNoItem()
                .after(GRACE)
                .recoverWithItem(last::asStale);
    }

    @SuppressWarnings("unchecked")
    private <T> Uni<Known<T>> shared(
            Map<String, Known<T>> memory, String key, String what, Supplier<Uni<Known<T>>> fresh) {
        return reading.share(what, () -> fresh.get()
                        .invoke(known -> {
                            memory.put(key, known);
                            failed.remove(what);
                        })
                        .onFailure()
                        .invoke(() -> failed.put(what, clock.instant()))
                        .map(known -> known))
                .map(known -> (Known<T>) known);
    }

    private static boolean isUnreachable(Throwable failure) {
        return failure instanceof FarspanException farspan && farspan.code() == ProblemCode.MAP_UNREACHABLE;
    }
}
