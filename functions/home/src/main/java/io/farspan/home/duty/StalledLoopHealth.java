package io.farspan.home.duty;

import java.util.List;
import java.util.function.Supplier;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** A health check that fails while a periodic loop stalls for any of its applications. Only a restart helps. */
public abstract class StalledLoopHealth implements HealthCheck {

    private final String loop;
    private final Supplier<List<String>> still;

    /** A check of {@code loop}; {@code still} supplies the applications for which it stalls. */
    protected StalledLoopHealth(String loop, Supplier<List<String>> still) {
        this.loop = loop;
        this.still = still;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> now = still.get();
        return HealthCheckResponse.named(loop)
                .status(now.isEmpty())
                .withData("stalled", String.join(",", now))
                .build();
    }
}
