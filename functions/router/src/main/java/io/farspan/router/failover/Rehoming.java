package io.farspan.router.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.router.change.MapChanges;
import io.farspan.router.change.Reason;
import io.farspan.router.diagnosis.Diagnosis;

/** Hands home over to a standby, which finds itself named in the map, takes the lease and re-points the tools. */
@Singleton
public class Rehoming {

    private final LocationMap map;
    private final MapChanges changes;
    private final Diagnosis diagnosis;

    Rehoming(LocationMap map, MapChanges changes, Diagnosis diagnosis) {
        this.map = map;
        this.changes = changes;
        this.diagnosis = diagnosis;
    }

    /** Makes {@code to} home. */
    public Uni<Plan> move(Failover.Request request, String to) {
        if (request.dryRun()) {
            return map.head(request.application()).map(head -> plan(request, head, next(head, to), false));
        }
        Reason reason = new Reason("home", request.who(), "home is handed over to " + to, request.reason(), List.of());
        return map.head(request.application()).chain(before -> changes.change(
                        request.application(),
                        reason,
                        current -> new MapChanges.Intent(
                                new MapChange(Optional.of(current.head()), next(current.head(), to), List.of()),
                                Optional.empty(),
                                Optional.empty()))
                .map(head -> plan(request, before, head, true)));
    }

    private static MapHead next(MapHead head, String to) {
        if (!head.standby().contains(to)) {
            throw new FarspanException(
                    ProblemCode.LOCATION_UNKNOWN,
                    "Home can be handed over to a standby only; '" + to + "' is none of " + head.standby() + ".");
        }
        List<String> standby = new ArrayList<>(head.standby());
        standby.remove(to);
        standby.add(head.home());
        return head.movedTo(to, standby);
    }

    private Plan plan(Failover.Request request, MapHead before, MapHead after, boolean committed) {
        return new Plan(
                request.application(),
                request.dryRun(),
                committed,
                committed,
                committed ? after.epoch() : before.epoch(),
                List.of(new Plan.RecordChange("_home." + request.application(), words(before), words(after))),
                List.of(),
                diagnosis.verdicts(request.application()));
    }

    private static String words(MapHead head) {
        return "home=" + head.home() + ";standby=" + String.join(",", head.standby()) + ";epoch=" + head.epoch();
    }
}
