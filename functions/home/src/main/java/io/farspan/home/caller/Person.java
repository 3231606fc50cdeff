package io.farspan.home.caller;

import java.util.function.Predicate;

/**
 * The person behind a call.
 * @param name the name, as in the audit log
 * @param hasRole whether they were given a role
 */
public record Person(String name, Predicate<String> hasRole) {

    /** Whether they may change the map, and see how the router is set up. */
    public boolean isAdmin() {
        return hasRole.test(Roles.ADMIN);
    }
}
