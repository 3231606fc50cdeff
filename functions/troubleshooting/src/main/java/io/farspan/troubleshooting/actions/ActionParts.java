package io.farspan.troubleshooting.actions;

import java.time.InstantSource;

import io.farspan.home.caller.Person;
import io.farspan.home.lease.Fence;
import io.farspan.troubleshooting.store.ActionStore;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * What carrying out actions stands on.
 *
 * @param clock by which they end at their deadlines
 */
record ActionParts(ActionStore store, ActionCalls calls, Fence fence, Completion completion, InstantSource clock) {

    /** Whoever began an action, with the roles that they had then. */
    static Person person(StoredAction action) {
        return new Person(action.person(), action.roles()::contains);
    }
}
