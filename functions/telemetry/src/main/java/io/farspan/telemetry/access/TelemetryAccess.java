package io.farspan.telemetry.access;

import java.util.List;

import jakarta.inject.Singleton;

import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.collect.CollectConfig;

/** Whether this router has telemetry of an application. */
@Singleton
public class TelemetryAccess {

    private final Applications applications;
    private final Store database;
    private final CollectConfig config;

    TelemetryAccess(Applications applications, Store database, CollectConfig config) {
        this.applications = applications;
        this.database = database;
        this.config = config;
    }

    /**
     * Fails unless it has.
     *
     * @throws FarspanException {@code APPLICATION_UNKNOWN} for an application that this router does not manage,
     *     {@code NOT_FOUND} when it collects nothing
     */
    public void require(String application) {
        if (!applications.contains(application)) {
            throw new FarspanException(
                    ProblemCode.APPLICATION_UNKNOWN,
                    "This router does not manage '" + Names.shorten(application)
                            + "', so it has no telemetry of it. Ask the router that manages it, or add the application"
                            + " to " + Applications.SETTING + " and restart this one.");
        }
        requireCollection();
    }

    /**
     * The applications whose telemetry it has.
     *
     * @throws FarspanException {@code NOT_FOUND} when it collects nothing
     */
    public List<String> applications() {
        requireCollection();
        return applications.names();
    }

    private void requireCollection() {
        if (!database.isConfigured()) {
            throw new FarspanException(
                    ProblemCode.NOT_FOUND,
                    "This router has no telemetry, because it has no database to keep it in. Set farspan.store.url and"
                            + " farspan.telemetry.collect.enabled and restart it.");
        }
        if (!config.enabled()) {
            throw new FarspanException(
                    ProblemCode.NOT_FOUND,
                    "This router has no telemetry, because it collects none. Set farspan.telemetry.collect.enabled to"
                            + " true and restart it.");
        }
    }
}
