package io.farspan.router.api;

import jakarta.ws.rs.core.SecurityContext;

/** Who calls, for the audit log. */
final class Caller {

    private Caller() {}

    static String name(SecurityContext caller) {
        return caller.getUserPrincipal() == null
                ? "nobody"
                : caller.getUserPrincipal().getName();
    }
}
