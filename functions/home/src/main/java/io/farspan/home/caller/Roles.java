package io.farspan.home.caller;

import java.util.List;
import java.util.function.Predicate;

/** The roles. Each includes the one before it; an identity provider may give one or all of them. */
public final class Roles {

    /** Reads. */
    public static final String VIEWER = "viewer";

    /** Acts on instances: writes attributes, invokes operations. */
    public static final String OPERATOR = "operator";

    /** Changes the map. */
    public static final String ADMIN = "admin";

    /** All of them, the least first. */
    public static final List<String> ALL = List.of(VIEWER, OPERATOR, ADMIN);

    private Roles() {}

    /** Whether somebody has a role or one that includes it. */
    public static boolean includes(Predicate<String> hasRole, String role) {
        int least = ALL.indexOf(role);
        return least >= 0 && ALL.subList(least, ALL.size()).stream().anyMatch(hasRole);
    }
}
