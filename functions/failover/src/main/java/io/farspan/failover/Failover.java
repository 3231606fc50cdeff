package io.farspan.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.diagnosis.Diagnosis;
import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.map.MapChanges;
import io.farspan.home.map.Reason;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.TrafficTarget;

/** Plans, checks, commits and verifies moves of traffic. Thread-safe. */
@Singleton
public class Failover {

    /** What moves are called in the ledger. */
    static final String KIND = "failover";

    private final LocationMap map;
    private final MapChanges changes;
    private final Ledger ledger;
    private final Traffic traffic;
    private final SafetyRules rules;
    private final MoveSituations situations;
    private final Resolvers resolvers;
    private final Duration verifyLimit;
    private final String router;
    private final Map<String, String> lastRefusals = new ConcurrentHashMap<>();

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
        this.changes = changes;
        this.ledger = ledger;
        this.traffic = traffic;
        this.rules = new SafetyRules(config);
        this.situations = new MoveSituations(map, view, diagnosis, ledger, config.cooldown());
        this.resolvers = resolvers;
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
        return situations
                .set(request.application, weights)
                .chain(situation -> carryOut(request, situation, rules.always(situation)));
    }

    /** Moves all traffic of one location to the others that can take it, or to {@code to} only. */
    public Uni<Plan> leave(Request request, String from, Optional<String> to) {
        return situations
                .away(request.application, from, 0, to)
                .chain(situation -> carryOut(request, situation, rules.always(situation)));
    }

    /** Moves traffic automatically and returns the new weights. The first step of a move must pass further rules. */
    Uni<Map<String, Integer>> leaveAutomatically(String application, FailoverPolicy.Away step) {
        Verdict because = step.because();
        Request request = Request.automatic(application, because.kind() + " of " + because.component());
        return situations
                .away(application, step.location(), step.kept(), Optional.empty())
                .chain(situation -> carryOut(
                                request, situation, step.first() ? rules.automatic(situation) : rules.always(situation))
                        .replaceWith(situation.move().after()));
    }

    /**
     * Restores the weights from before a move that made things worse, whatever the state of the locations they return
     * to.
     */
    Uni<Map<String, Integer>> rollBack(String application, FailoverPolicy.Back step) {
        return situations.set(application, step.weights()).chain(situation -> carryOut(
                        Request.automatic(application, step.why()), situation, SafetyRules.returning(situation))
                .replaceWith(situation.move().after()));
    }

    /** The number of instances of a location that the map lists as up. */
    Uni<Long> instances(String application, String location) {
        return situations.instances(application, location);
    }

    /** Forgets the last refusal once the trouble is over, so that the next one is recorded. */
    void forgetRefusal(String application) {
        lastRefusals.remove(application);
    }

    private Uni<Plan> carryOut(Request request, SafetyRules.Situation situation, List<SafetyRules.Violation> refusals) {
        Move move = situation.move();
        if (request.dryRun || move.changesNothing()) {
            return map.head(request.application).map(head -> Plan.of(request, situation, refusals, head, false, false));
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
        if (!situations.begin(request.application)) {
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
                situation.evidence());
        return changes.change(request.application, reason, current -> intent(current, move))
                .chain(head -> {
                    situations.moved(request.application);
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
                                    .replaceWith(Plan.of(request, situation, List.of(), head, true, verified)));
                })
                .onTermination()
                .invoke(() -> situations.end(request.application));
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
                situation.evidence(),
                Optional.empty(),
                Optional.empty()));
    }
}
