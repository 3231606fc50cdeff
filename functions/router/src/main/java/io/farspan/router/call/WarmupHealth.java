package io.farspan.router.call;

import java.time.Duration;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the first calls are being made; ready after a while even so, since a location may be down for long. */
@Readiness
@Singleton
class WarmupHealth implements HealthCheck {

    private static final long LONGEST = Duration.ofSeconds(20).toNanos();

    private final Warmup warmup;
    private final long started = System.nanoTime();

    WarmupHealth(Warmup warmup) {
        this.warmup = warmup;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("warm-up")
                .status(warmup.isDone() || System.nanoTime() - started > LONGEST)
                .build();
    }
}
