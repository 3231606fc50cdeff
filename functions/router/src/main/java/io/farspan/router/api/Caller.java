package io.farspan.router.api;

import jakarta.ws.rs.core.SecurityContext;

import io.farspan.router.security.Person;

/** Who calls over HTTP. */
public final class Caller {

    private Caller() {}

    /** The person of a request. */
    public static Person of(SecurityContext caller) {
        return new Person(name(caller), caller::isUserInRole);
    }

    static String name(SecurityContext caller) {
        return caller.getUserPrincipal() == null
                ? "nobody"
                : caller.getUserPrincipal().getName();
    }
}
