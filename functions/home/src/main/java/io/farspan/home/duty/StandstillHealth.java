package io.farspan.home.duty;

import java.util.List;
import java.util.function.Supplier;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Red while a loop stands still for one of the applications that it serves: only a restart helps. */
public abstract class StandstillHealth implements HealthCheck {

    private final String loop;
    private final Supplier<List<String>> still;

    /** A check of {@code loop}, which knows for which applications it stands still. */
    protected StandstillHealth(String loop, Supplier<List<String>> still) {
        this.loop = loop;
        this.still = still;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> now = still.get();
        return HealthCheckResponse.named(loop)
                .status(now.isEmpty())
                .withData("standing still", String.join(",", now))
                .build();
    }
}
