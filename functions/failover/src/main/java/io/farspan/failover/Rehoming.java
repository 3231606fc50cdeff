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
 * move is verified once it has.
 */
@Singleton
public class Rehoming {

    private static final String KIND = "home";

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

    /** Makes the standby {@code to} home. */
    public Uni<Plan> move(Failover.Request request, String to) {
        if (request.dryRun()) {
            return map.head(request.application()).map(head -> plan(request, head, next(head, to), false, false));
        }
        Reason reason = new Reason(KIND, request.who(), "home is handed over to " + to, request.reason(), List.of());
        return map.head(request.application()).chain(before -> changes.change(
                        request.application(),
                        reason,
                        current -> new MapChanges.Intent(
                                new MapChange(Optional.of(current.head()), next(current.head(), to), List.of()),
                                Optional.empty(),
                                Optional.empty()))
                .chain(head -> Poll.until(() -> arrived(head), verifyLimit).chain(arrived -> note(request, to, arrived)
                        .replaceWith(plan(request, before, head, true, arrived)))));
    }

    /** Whether the new home has renewed the lease written for it, which shows that it is running. */
    private Uni<Boolean> arrived(MapHead handed) {
        return map.head(handed.application())
                .map(head -> head.home().equals(handed.home()) && !head.nonce().equals(handed.nonce()))
                .onFailure(FarspanException.class)
                .recoverWithItem(false);
    }

    private Uni<Void> note(Failover.Request request, String to, boolean arrived) {
        return ledger.append(LedgerEntry.of(
                request.application(),
                router,
                KIND,
                request.who(),
                arrived ? "verified that " + to + " acts as home" : "could not verify that " + to + " acts as home",
                arrived
                        ? "it has renewed its lease"
                        : "it has not renewed its lease within " + verifyLimit.toSeconds() + " s; check its router."
                                + " Nothing can be changed until it does or a standby takes over.",
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
