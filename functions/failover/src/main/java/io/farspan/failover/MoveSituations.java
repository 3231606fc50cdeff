package io.farspan.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Diagnosis;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.VerdictKind;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

/** What the safety rules judge a move of traffic by: the map, the diagnosis, and the moves before it. Thread-safe. */
final class MoveSituations {

    private static final Duration LEDGER_TIMEOUT = Duration.ofMillis(500);
    private static final int LEDGER_PAGE = 50;

    private final LocationMap map;
    private final MapView view;
    private final Diagnosis diagnosis;
    private final Ledger ledger;
    private final Duration cooldown;
    private final Map<String, Instant> lastMoves = new ConcurrentHashMap<>();
    private final Set<String> moving = ConcurrentHashMap.newKeySet();

    MoveSituations(LocationMap map, MapView view, Diagnosis diagnosis, Ledger ledger, Duration cooldown) {
        this.map = map;
        this.view = view;
        this.diagnosis = diagnosis;
        this.ledger = ledger;
        this.cooldown = cooldown;
    }

    /** Begins a move; false when another one of the application is under way. */
    boolean begin(String application) {
        return moving.add(application);
    }

    /** The application's traffic has been moved. */
    void moved(String application) {
        lastMoves.put(application, Instant.now());
    }

    /** Ends what {@link #begin} began. */
    void end(String application) {
        moving.remove(application);
    }

    /** The situation of a move to other weights; locations that are not named keep theirs. */
    Uni<SafetyRules.Situation> set(String application, Map<String, Integer> weights) {
        return view.head(application)
                .chain(head -> situation(application, head.generation(), routes -> {
                    Map<String, Integer> before = Move.weights(routes.traffic());
                    for (String location : weights.keySet()) {
                        requireTraffic(application, before, location);
                    }
                    Map<String, Integer> after = new TreeMap<>(before);
                    after.putAll(weights);
                    return new Move(before, after);
                }));
    }

    private static void requireTraffic(String application, Map<String, Integer> weights, String location) {
        if (!weights.containsKey(location)) {
            throw new FarspanException(
                    ProblemCode.LOCATION_UNKNOWN,
                    "Application '" + application + "' has no traffic target in '" + location + "'. Use one of "
                            + weights.keySet() + ".");
        }
    }

    /**
     * The situation of a move away from a location.
     *
     * @param kept the weight that stays there
     * @param to where it goes; without it, to all others that have healthy instances
     */
    Uni<SafetyRules.Situation> away(String application, String from, int kept, Optional<String> to) {
        return view.head(application).chain(head -> healthy(application, head.generation())
                .chain(healthy -> situation(application, head.generation(), routes -> {
                    Map<String, Integer> before = Move.weights(routes.traffic());
                    requireTraffic(application, before, from);
                    List<String> targets = to.map(List::of).orElseGet(() -> before.keySet().stream()
                            .filter(location -> !location.equals(from) && healthy.getOrDefault(location, 0L) > 0)
                            .toList());
                    return Move.away(before, from, kept, targets);
                })));
    }

    private Uni<SafetyRules.Situation> situation(String application, long generation, Function<Routes, Move> moved) {
        return map.routes(application)
                .chain(routes -> healthy(application, generation).chain(healthy -> lastMove(application)
                        .map(last -> new SafetyRules.Situation(
                                moved.apply(routes),
                                healthy,
                                diagnosis.verdicts(application),
                                last,
                                moving.contains(application),
                                Instant.now()))));
    }

    /** The time of the last move, by this router or by the previous home. */
    private Uni<Optional<Instant>> lastMove(String application) {
        Instant own = lastMoves.get(application);
        if (own != null) {
            return Uni.createFrom().item(Optional.of(own));
        }
        Instant since = Instant.now().minus(cooldown);
        return ledger.read(
                        application,
                        new Ledger.Query(
                                Optional.of(Failover.KIND), Optional.empty(), since, Long.MAX_VALUE, LEDGER_PAGE))
                .map(page -> page.entries().stream()
                        .map(Ledger.Recorded::entry)
                        .filter(entry -> entry.after().isPresent())
                        .map(LedgerEntry::at)
                        .findFirst())
                // A store that is down must not keep traffic where nothing answers.
                .ifNoItem()
                .after(LEDGER_TIMEOUT)
                .recoverWithItem(Optional.empty());
    }

    /** The number of instances by location that are up and neither down nor degraded. */
    private Uni<Map<String, Long>> healthy(String application, long generation) {
        return view.routes(application, generation).chain(routes -> {
            List<Uni<InstanceListing>> reads = routes.value().functions().keySet().stream()
                    .map(location ->
                            view.instances(application, location, generation).map(MapView.Known::value))
                    .toList();
            Uni<List<InstanceListing>> all = reads.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : Uni.join().all(reads).andFailFast();
            return all.map(listings -> listings.stream()
                    .flatMap(listing -> listing.instances().stream())
                    .filter(instance -> instance.state() == InstanceEntry.State.UP)
                    .map(InstanceEntry::id)
                    .filter(id -> isHealthy(application, id))
                    .collect(Collectors.groupingBy(InstanceId::location, Collectors.counting())));
        });
    }

    private boolean isHealthy(String application, InstanceId id) {
        return !diagnosis.isDown(application, id)
                && diagnosis.verdicts(application).stream()
                        .noneMatch(verdict -> verdict.kind() == VerdictKind.APP_DEGRADED
                                && verdict.component().equals(new Component.Instance(id.location(), id.name())));
    }

    /** The number of instances of a location that the map lists as up. */
    Uni<Long> instances(String application, String location) {
        return view.head(application)
                .chain(head -> view.instances(application, location, head.generation()))
                .map(known -> known.value().instances().stream()
                        .filter(instance -> instance.state() == InstanceEntry.State.UP)
                        .count());
    }
}
