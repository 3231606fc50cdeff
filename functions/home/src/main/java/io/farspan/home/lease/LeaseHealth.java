package io.farspan.home.lease;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.Liveness;

import io.farspan.home.duty.StandstillHealth;

/** Red when the loop that keeps leases stands still: this router neither keeps nor takes one any more. */
@Liveness
@Singleton
class LeaseHealth extends StandstillHealth {

    LeaseHealth(HomeRole home) {
        super("lease", home::standingStill);
    }
}
