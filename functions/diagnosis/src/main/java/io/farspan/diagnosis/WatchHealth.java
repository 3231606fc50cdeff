package io.farspan.diagnosis;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.Liveness;

import io.farspan.home.duty.StalledLoopHealth;

/** Red when the watch of an application stands still: what this router says of it is old. */
@Liveness
@Singleton
class WatchHealth extends StalledLoopHealth {

    WatchHealth(Diagnosis diagnosis) {
        super("diagnosis", diagnosis::standingStill);
    }
}
