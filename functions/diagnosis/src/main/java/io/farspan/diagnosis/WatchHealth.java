package io.farspan.diagnosis;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.Liveness;

import io.farspan.home.duty.StalledLoopHealth;

/** A health check that fails when the watch of an application stalls, so that its verdicts are old. */
@Liveness
@Singleton
class WatchHealth extends StalledLoopHealth {

    WatchHealth(Diagnosis diagnosis) {
        super("diagnosis", diagnosis::standingStill);
    }
}
