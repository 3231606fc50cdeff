package io.farspan.diagnosis;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.Liveness;

import io.farspan.home.duty.StandstillHealth;

/** Red when the watch of an application stands still: what this router says of it is old. */
@Liveness
@Singleton
class WatchHealth extends StandstillHealth {

    WatchHealth(Diagnosis diagnosis) {
        super("diagnosis", diagnosis::standingStill);
    }
}
