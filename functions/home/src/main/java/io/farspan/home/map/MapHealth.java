package io.farspan.home.map;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.LocationMap;

/**
 * A health check of the map. A router stays ready without the map once it has read it, so the check stays up, with
 * {@code map: unreachable} in its data.
 */
@Readiness
@Singleton
class MapHealth implements AsyncHealthCheck {

    private final LocationMap map;

    MapHealth(LocationMap map) {
        this.map = map;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return map.head("farspan-health-probe")
                .map(head -> "reachable")
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> ((FarspanException) failure).code() == ProblemCode.MAP_UNREACHABLE
                        ? "unreachable"
                        : "reachable")
                .ifNoItem()
                .after(Duration.ofSeconds(3))
                .recoverWithItem("unreachable")
                .map(state -> HealthCheckResponse.named("location map")
                        .up()
                        .withData("map", state)
                        .build());
    }
}
