package io.farspan.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;

/**
 * Hands home over to a standby. The standby finds itself named in the map, takes the lease and re-points the tools; the
 * move is verified once it has, and taken back when it has not in time.
 */
@Singleton
public class Rehoming {

    private static final String KIND = "home";

    /** A standby probes every function at least every five seconds. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    /** The time after the start in which a router may not have heard of other routers yet. */
    private static final Duration EVIDENCE_LIMIT = Duration.ofSeconds(5);

    private final LocationMap map;
    private final MapChanges changes;
    private final Diagnosis diagnosis;
    private final Ledger ledger;
    private final Duration verifyLimit;
    private final String router;

    Rehoming(
            LocationMap map,
            MapChanges changes,
            Diagnosis diagnosis,
            Ledger ledger,
            FailoverConfig config,
            RouterConfig router) {
        this.map = map;
        this.changes = changes;
        this.diagnosis = diagnosis;
        this.ledger = ledger;
        this.verifyLimit = config.verify();
        this.router = router.location().orElse("home");
    }

    /**
     * Makes {@code to} home. Refused when no function was probed lately by a router there: nobody else could change
     * anything, nor hand home back.
     */
    public Uni<Plan> move(Failover.Request request, String to) {
        return map.head(request.application()).chain(before -> {
            MapHead next = next(before, to);
            return Poll.until(() -> Uni.createFrom().item(() -> isAlive(request.application(), to)), EVIDENCE_LIMIT)
                    .chain(alive -> {
                        if (!alive) {
                            return refuse(request, to);
                        }
                        return request.dryRun()
                                ? Uni.createFrom().item(plan(request, before, next, false, false))
                                : handOver(request, before, to);
                    });
        });
    }

    private boolean isAlive(String application, String standby) {
        return diagnosis
                .probedBy(application, standby)
                .filter(ago -> ago.compareTo(LATELY) < 0)
                .isPresent();
    }

    private Uni<Plan> refuse(Failover.Request request, String to) {
        String why = "live-standby: no function was probed by a router in " + to + " within the last "
                + LATELY.toSeconds() + " s, so no router there could act as home. Start the router of " + to
                + " (FARSPAN_ROUTER_LOCATION=" + to
                + ", this or a later release), wait until it is ready, and try again.";
        Uni<Void> noted = request.dryRun()
                ? Uni.createFrom().voidItem()
                : note(request, "refused to hand home over to " + to, why);
        return noted.chain(() -> Uni.createFrom().failure(new FarspanException(ProblemCode.MOVE_REFUSED, why)));
    }

    private Uni<Plan> handOver(Failover.Request request, MapHead before, String to) {
        Reason reason = new Reason(KIND, request.who(), "home is handed over to " + to, request.reason(), List.of());
        return changes.change(
                        request.application(),
                        reason,
                        current -> new MapChanges.Intent(
                                new MapChange(Optional.of(current.head()), next(current.head(), to), List.of()),
                                Optional.empty(),
                                Optional.empty()))
                .chain(head -> Poll.until(() -> arrived(head), verifyLimit)
                        .chain(arrived -> arrived ? arrival(request, to) : takeBack(request, before, head))
                        .map(arrived -> plan(request, before, head, true, arrived)));
    }

    /** Whether the new home has renewed the lease written for it, which shows that it is running. */
    private Uni<Boolean> arrived(MapHead handed) {
        return map.head(handed.application())
                .map(head -> head.home().equals(handed.home()) && !head.nonce().equals(handed.nonce()))
                .onFailure(FarspanException.class)
                .recoverWithItem(false);
    }

    private Uni<Boolean> arrival(Failover.Request request, String to) {
        return note(request, "verified that " + to + " acts as home", "it has renewed its lease")
                .replaceWith(true);
    }

    /**
     * Puts this router's location back in the place of a home that has never acted: the change expects exactly what was
     * handed over, so whoever has renewed it since keeps it.
     */
    private Uni<Boolean> takeBack(Failover.Request request, MapHead before, MapHead handed) {
        MapHead back = handed.movedTo(before.home(), before.standby());
        return map.commit(new MapChange(Optional.of(handed), back, List.of()))
                .chain(result -> result.fold(
                        committed -> note(
                                        request,
                                        "could not verify that " + handed.home() + " acts as home and took home back",
                                        "it has not renewed its lease within " + verifyLimit.toSeconds()
                                                + " s; check its router")
                                .replaceWith(false),
                        conflict -> arrived(handed)
                                .chain(arrived -> arrived
                                        ? arrival(request, handed.home())
                                        : lost(request, handed, "another change of the map came first")),
                        unreachable -> lost(request, handed, unreachable.detail())));
    }

    private Uni<Boolean> lost(Failover.Request request, MapHead handed, String why) {
        return note(
                        request,
                        "could not verify that " + handed.home() + " acts as home",
                        "it has not renewed its lease within " + verifyLimit.toSeconds()
                                + " s, and home could not be taken back: " + why
                                + ". Check its router: nothing can be changed until it acts or a standby takes over.")
                .replaceWith(false);
    }

    private Uni<Void> note(Failover.Request request, String what, String why) {
        return ledger.append(LedgerEntry.of(
                request.application(),
                router,
                KIND,
                request.who(),
                what,
                why,
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    private static MapHead next(MapHead head, String to) {
        if (!head.standby().contains(to)) {
            throw new FarspanException(
                    ProblemCode.LOCATION_UNKNOWN,
                    "Home can only be handed over to a standby, and '" + to + "' is not one. Use one of "
                            + head.standby() + ".");
        }
        List<String> standby = new ArrayList<>(head.standby());
        standby.remove(to);
        standby.add(head.home());
        return head.movedTo(to, standby);
    }

    private Plan plan(Failover.Request request, MapHead before, MapHead after, boolean committed, boolean arrived) {
        return new Plan(
                request.application(),
                request.dryRun(),
                committed,
                arrived,
                committed ? after.epoch() : before.epoch(),
                List.of(new Plan.RecordChange("_home." + request.application(), text(before), text(after))),
                List.of(),
                diagnosis.verdicts(request.application()));
    }

    private static String text(MapHead head) {
        return "home=" + head.home() + ";standby=" + String.join(",", head.standby()) + ";epoch=" + head.epoch();
    }
}
