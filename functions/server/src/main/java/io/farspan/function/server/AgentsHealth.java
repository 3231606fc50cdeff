package io.farspan.function.server;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Red as soon as the thread that speaks to the agents has stalled. */
@Liveness
@Singleton
class AgentsHealth implements HealthCheck {

    private final FunctionRoutes calls;

    AgentsHealth(FunctionRoutes calls) {
        this.calls = calls;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("agents").status(calls.isAlive()).build();
    }
}
