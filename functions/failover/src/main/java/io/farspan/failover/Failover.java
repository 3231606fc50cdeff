package io.farspan.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Diagnosis;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.map.MapChanges;
import io.farspan.home.map.Reason;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;

/** Plans, checks, commits and verifies moves of traffic. Thread-safe. */
@Singleton
public class Failover {

    private static final Duration LEDGER_TIMEOUT = Duration.ofMillis(500);
    private static final int LEDGER_PAGE = 50;
    private static final String KIND = "failover";

    private final LocationMap map;
    private final MapView view;
    private final MapChanges changes;
    private final Diagnosis diagnosis;
    private final Ledger ledger;
    private final Traffic traffic;
    private final SafetyRules rules;
    private final Resolvers resolvers;
    private final Duration cooldown;
    private final Duration verifyLimit;
    private final String router;
    private final Map<String, Instant> lastMoves = new ConcurrentHashMap<>();
    private final Map<String, String> lastRefusals = new ConcurrentHashMap<>();
    private final Set<String> moving = ConcurrentHashMap.newKeySet();

    Failover(
            LocationMap map,
            MapView view,
            MapChanges changes,
            Diagnosis diagnosis,
            Ledger ledger,
            Traffic traffic,
            Resolvers resolvers,
            FailoverConfig config,
            RouterConfig router) {
        this.map = map;
        this.view = view;
        this.changes = changes;
        this.diagnosis = diagnosis;
        this.ledger = ledger;
        this.traffic = traffic;
        this.rules = new SafetyRules(config);
        this.resolvers = resolvers;
        this.cooldown = config.cooldown();
        this.verifyLimit = config.verify();
        this.router = router.location().orElse("home");
    }

    /** A request for a move: which application, by whom, and why. */
    public record Request(String application, boolean dryRun, String who, String reason) {

        private static final String AUTOMATIC = "farspan";

        /** The request behind an automatic move. */
        static Request automatic(String application, String reason) {
            return new Request(application, false, AUTOMATIC, reason);
        }

        private boolean isAutomatic() {
            return who.equals(AUTOMATIC);
        }
    }

    /** Sets traffic weights. Locations that are not named keep their weight. */
    public Uni<Plan> weights(Request request, Map<String, Integer> weights) {
        return set(request.application, weights)
                .chain(situation -> carryOut(request, situation, rules.always(situation)));
    }

    private Uni<SafetyRules.Situation> set(String application, Map<String, Integer> weights) {
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

    /** Moves all traffic of one location to the others that can take it, or to {@code to} only. */
    public Uni<Plan> leave(Request request, String from, Optional<String> to) {
        return away(request.application, from, 0, to)
                .chain(situation -> carryOut(request, situation, rules.always(situation)));
    }

    /** Moves traffic automatically and returns the new weights. The first step of a move must pass further rules. */
    Uni<Map<String, Integer>> leaveAutomatically(String application, FailoverPolicy.Away step) {
        Verdict because = step.because();
        Request request = Request.automatic(application, because.kind() + " of " + because.component());
        return away(application, step.location(), step.kept(), Optional.empty()).chain(situation -> carryOut(
                        request, situation, step.first() ? rules.automatic(situation) : rules.always(situation))
                .replaceWith(situation.move().after()));
    }

    /**
     * Restores the weights from before a move that made things worse, whatever the state of the locations they return
     * to.
     */
    Uni<Map<String, Integer>> rollBack(String application, FailoverPolicy.Back step) {
        return set(application, step.weights()).chain(situation -> carryOut(
                        Request.automatic(application, step.why()), situation, SafetyRules.returning(situation))
                .replaceWith(situation.move().after()));
    }

    /** Forgets the last refusal once the trouble is over, so that the next one is recorded. */
    void forgetRefusal(String application) {
        lastRefusals.remove(application);
    }

    private Uni<SafetyRules.Situation> away(String application, String from, int kept, Optional<String> to) {
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
                        new Ledger.Query(Optional.of(KIND), Optional.empty(), since, Long.MAX_VALUE, LEDGER_PAGE))
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

    private Uni<Plan> carryOut(Request request, SafetyRules.Situation situation, List<SafetyRules.Violation> refusals) {
        Move move = situation.move();
        if (request.dryRun || move.changesNothing()) {
            return map.head(request.application).map(head -> plan(request, situation, refusals, head, false, false));
        }
        if (!refusals.isEmpty()) {
            String why = refusals.stream()
                    .map(refusal -> refusal.rule() + ": " + refusal.detail())
                    .collect(Collectors.joining(" "));
            // An automatic move is tried again every second: the same refusal is recorded once.
            boolean alreadyRecorded = request.isAutomatic() && why.equals(lastRefusals.put(request.application, why));
            Uni<Void> recorded = alreadyRecorded
                    ? Uni.createFrom().voidItem()
                    : note(request, "refused a move " + move.before() + " to " + move.after(), situation, why);
            return recorded.chain(() -> Uni.createFrom().failure(new FarspanException(ProblemCode.MOVE_REFUSED, why)));
        }
        if (!moving.add(request.application)) {
            return Uni.createFrom()
                    .failure(new FarspanException(
                            ProblemCode.MOVE_REFUSED,
                            "one-at-a-time: another move of '" + request.application
                                    + "' is under way. Try again when it has ended."));
        }
        Reason reason = new Reason(
                KIND,
                request.who,
                "traffic " + move.before() + " becomes " + move.after(),
                request.reason,
                evidence(situation));
        return changes.change(request.application, reason, current -> intent(current, move))
                .chain(head -> {
                    lastMoves.put(request.application, Instant.now());
                    forgetRefusal(request.application);
                    return follow(request, situation)
                            .chain(() -> verify(request.application, move))
                            .chain(verified -> note(
                                            request,
                                            verified
                                                    ? "verified that traffic is " + move.after()
                                                    : "could not verify that traffic is " + move.after(),
                                            situation,
                                            "read from " + resolvers.description())
                                    .replaceWith(plan(request, situation, List.of(), head, true, verified)));
                })
                .onTermination()
                .invoke(() -> moving.remove(request.application));
    }

    /**
     * Updates the traffic service. A failure does not undo the move: {@link Traffic} retries until the service follows.
     */
    private Uni<Void> follow(Request request, SafetyRules.Situation situation) {
        return map.routes(request.application)
                .chain(routes -> traffic.follow(request.application, routes.traffic()))
                .onFailure(FarspanException.class)
                .recoverWithUni(failure -> note(
                        request,
                        "the traffic service could not be updated yet; the update is retried",
                        situation,
                        String.valueOf(failure.getMessage())));
    }

    private static MapChanges.Intent intent(MapChanges.Current current, Move move) {
        List<TrafficTarget> before = current.routes().traffic();
        if (!Move.weights(before).equals(move.before())) {
            throw new FarspanException(
                    ProblemCode.MAP_CONFLICT,
                    "Someone else moved the traffic of this application in the meantime: the weights are "
                            + Move.weights(before) + ", not " + move.before()
                            + ". Read them again and repeat the request.");
        }
        List<TrafficTarget> after = move.apply(before);
        return new MapChanges.Intent(
                new MapChange(
                        Optional.of(current.head()),
                        current.head().nextEpoch(),
                        List.of(new MapChange.PutTraffic(after))),
                Optional.of(before),
                Optional.of(after));
    }

    private Uni<Boolean> verify(String application, Move move) {
        long began = System.nanoTime();
        return map.awaitPublished(application, verifyLimit)
                .chain(published -> published
                        ? Poll.until(
                                () -> resolvers.allMatch(application, routes -> Move.weights(routes.traffic())
                                        .equals(move.after())),
                                verifyLimit.minusNanos(System.nanoTime() - began))
                        : Uni.createFrom().item(false));
    }

    private Uni<Void> note(Request request, String what, SafetyRules.Situation situation, String why) {
        return ledger.append(LedgerEntry.of(
                request.application,
                router,
                KIND,
                request.who,
                what,
                why,
                evidence(situation),
                Optional.empty(),
                Optional.empty()));
    }

    private static List<String> evidence(SafetyRules.Situation situation) {
        List<String> evidence = new ArrayList<>();
        for (Verdict verdict : situation.verdicts()) {
            evidence.add(verdict.kind() + " of " + verdict.component() + " since " + verdict.since() + ", confidence "
                    + verdict.confidence() + ", witnesses " + verdict.witnesses());
            verdict.evidence().forEach(line -> evidence.add("  " + line));
        }
        return evidence;
    }

    private static Plan plan(
            Request request,
            SafetyRules.Situation situation,
            List<SafetyRules.Violation> refusals,
            MapHead head,
            boolean committed,
            boolean verified) {
        Move move = situation.move();
        List<Plan.RecordChange> diff = new ArrayList<>();
        if (!move.changesNothing()) {
            long before = committed ? head.epoch() - 1 : head.epoch();
            diff.add(new Plan.RecordChange("_home." + request.application, "epoch=" + before, "epoch=" + (before + 1)));
            diff.add(new Plan.RecordChange(
                    "_app._tcp." + request.application,
                    move.before().toString(),
                    move.after().toString()));
            diff.add(new Plan.RecordChange(
                    "_weights." + request.application,
                    move.before().toString(),
                    move.after().toString()));
        }
        return new Plan(
                request.application,
                request.dryRun,
                committed,
                verified,
                head.epoch(),
                diff,
                refusals.stream()
                        .map(refusal -> Map.of("rule", refusal.rule(), "detail", refusal.detail()))
                        .toList(),
                situation.verdicts());
    }
}
