package io.farspan.troubleshooting.store;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.farspan.home.store.Store;

/** The store of actions as this router has it: in its database. */
@Singleton
class StoreBeans {

    @Produces
    @Singleton
    ActionStore actions(Store database) {
        return ActionStore.in(database, ActionLimits.USUAL);
    }
}
