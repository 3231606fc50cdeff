package io.farspan.home.lease;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.Liveness;

import io.farspan.home.duty.StalledLoopHealth;

/** A health check that fails when the loop that renews leases stalls. */
@Liveness
@Singleton
class LeaseHealth extends StalledLoopHealth {

    LeaseHealth(HomeRole home) {
        super("lease", home::standingStill);
    }
}
