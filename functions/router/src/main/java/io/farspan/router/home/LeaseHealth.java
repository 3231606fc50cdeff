package io.farspan.router.home;

import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Red when the loop that keeps leases stands still: only a restart brings this router back into the succession. */
@Liveness
@Singleton
class LeaseHealth implements HealthCheck {

    private final HomeRole home;

    LeaseHealth(HomeRole home) {
        this.home = home;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> still = home.standingStill();
        return HealthCheckResponse.named("lease")
                .status(still.isEmpty())
                .withData("standing still", String.join(",", still))
                .build();
    }
}
