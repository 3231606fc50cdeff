package io.farspan.home.caller;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.SecurityContext;

/** Who calls over HTTP. */
public final class Caller {

    private Caller() {}

    /** The person of a request, with the roles that it has now: later, on another thread, nobody can be asked. */
    public static Person of(SecurityContext caller) {
        Set<String> roles = Roles.ALL.stream().filter(caller::isUserInRole).collect(Collectors.toSet());
        return new Person(name(caller), roles::contains);
    }

    public static String name(SecurityContext caller) {
        return caller.getUserPrincipal() == null
                ? "nobody"
                : caller.getUserPrincipal().getName();
    }
}
