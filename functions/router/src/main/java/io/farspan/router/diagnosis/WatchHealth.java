package io.farspan.router.diagnosis;

import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Red when the watch of an application stands still: what this router says of it is old, and only a restart helps. */
@Liveness
@Singleton
class WatchHealth implements HealthCheck {

    private final Diagnosis diagnosis;

    WatchHealth(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> still = diagnosis.standingStill();
        return HealthCheckResponse.named("diagnosis")
                .status(still.isEmpty())
                .withData("standing still", String.join(",", still))
                .build();
    }
}
