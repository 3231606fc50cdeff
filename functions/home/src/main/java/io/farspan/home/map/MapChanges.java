package io.farspan.home.map;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.home.lease.ClockReading;
import io.farspan.home.lease.Leases;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

/**
 * Changes the map by compare-and-set: reads it, derives the change, commits it if the map is still the same, and
 * otherwise starts again. The ledger records the state before and after.
 */
@Singleton
public class MapChanges {

    private static final int ATTEMPTS = 12;
    private static final int LONGEST_PAUSE_MILLIS = 40;

    private final LocationMap map;
    private final MapView view;
    private final Leases home;
    private final Ledger ledger;
    private final String router;

    MapChanges(LocationMap map, MapView view, Leases home, Ledger ledger, RouterConfig config) {
        this.map = map;
        this.view = view;
        this.home = home;
        this.ledger = ledger;
        this.router = config.location().orElse("home");
    }

    /** The state of the map that was read. */
    public record Current(MapHead head, Routes routes) {}

    /**
     * An intended change.
     *
     * @param change the change
     * @param before the content it replaces, for the ledger
     * @param after the content it writes, for the ledger
     */
    public record Intent(MapChange change, Optional<?> before, Optional<?> after) {}

    /** Changes the map. {@code intent} may be called several times, and may refuse by throwing. */
    public Uni<MapHead> change(String application, Reason reason, Function<Current, Intent> intent) {
        return attempt(application, reason, intent, 1);
    }

    private Uni<MapHead> attempt(String application, Reason reason, Function<Current, Intent> intent, int attempt) {
        return map.head(application)
                .chain(head -> map.routes(application).map(routes -> new Current(head, routes)))
                .chain(current -> {
                    home.admit(application)
                            .filter(grant -> grant.epoch() != current.head.epoch())
                            .ifPresent(grant -> {
                                throw new FarspanException(
                                        ProblemCode.NOT_HOME,
                                        "Home's epoch is " + current.head.epoch()
                                                + " now, while this change was made under " + grant.epoch()
                                                + "; nothing was written. Try again.");
                            });
                    Intent intended = intent.apply(current);
                    ClockReading started = ClockReading.now();
                    return map.commit(intended.change)
                            .chain(result -> result.fold(
                                    committed -> {
                                        home.committed(committed.head(), started);
                                        view.changed(application);
                                        return record(reason, intended, current.head, committed.head())
                                                .replaceWith(committed.head());
                                    },
                                    conflict -> again(application, reason, intent, attempt),
                                    unreachable -> Uni.createFrom()
                                            .failure(new FarspanException(
                                                    ProblemCode.MAP_UNREACHABLE, unreachable.detail()))));
                })
                .onFailure(IllegalArgumentException.class)
                .transform(failure ->
                        new FarspanException(ProblemCode.MALFORMED_REQUEST, String.valueOf(failure.getMessage())));
    }

    private Uni<MapHead> again(String application, Reason reason, Function<Current, Intent> intent, int attempt) {
        if (attempt == ATTEMPTS) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.MAP_CONFLICT,
                            "The map of '" + application + "' changed " + ATTEMPTS
                                    + " times while this change was attempted; nothing was written. Try again."));
        }
        Duration pause = Duration.ofMillis(1L + ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS * attempt));
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(() -> attempt(application, reason, intent, attempt + 1));
    }

    private Uni<Void> record(Reason reason, Intent intent, MapHead before, MapHead after) {
        return ledger.append(LedgerEntry.of(
                after.application(),
                router,
                reason.kind(),
                reason.who(),
                reason.what(),
                reason.why(),
                reason.evidence(),
                Optional.of(with(before, intent.before)),
                Optional.of(with(after, intent.after))));
    }

    private static Map<String, Object> with(MapHead head, Optional<?> content) {
        Map<String, Object> all = new TreeMap<>();
        all.put("head", head);
        content.ifPresent(value -> all.put("content", value));
        return all;
    }

    /** An intent that changes content only, under the present epoch. */
    public static Function<Current, Intent> content(List<MapChange.Edit> edits, Optional<?> before, Optional<?> after) {
        return current -> new Intent(MapChange.of(current.head, edits), before, after);
    }
}
