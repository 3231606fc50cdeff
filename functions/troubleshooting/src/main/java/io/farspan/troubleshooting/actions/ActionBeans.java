package io.farspan.troubleshooting.actions;

import java.time.InstantSource;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.lease.Leases;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.troubleshooting.store.ActionStore;

/** The runner of actions as this router has it. */
@Singleton
class ActionBeans {

    private final ActionRunner runner;
    private final Applications applications;
    private final Store database;

    ActionBeans(
            ActionStore store,
            ActionCalls calls,
            Leases leases,
            ActionLedger ledger,
            ActionCatalog catalog,
            Applications applications,
            Store database) {
        this.runner = new ActionRunner(
                new ActionParts(store, calls, leases, new Completion(store, ledger), InstantSource.system()),
                catalog,
                ledger,
                leases::isHome);
        this.applications = applications;
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        if (database.isConfigured()) {
            runner.start(applications.names());
        }
    }

    @Produces
    @Singleton
    ActionRunner runner() {
        return runner;
    }

    @PreDestroy
    void close() {
        runner.close();
    }
}
