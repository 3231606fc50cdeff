package io.farspan.home.caller;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.SecurityContext;

import io.quarkus.security.ForbiddenException;

/** The caller of an HTTP request. */
public final class Caller {

    private Caller() {}

    /**
     * The person behind a request, with their roles copied, because the security context cannot be used later on
     * another thread.
     */
    public static Person of(SecurityContext caller) {
        Set<String> roles = Roles.ALL.stream().filter(caller::isUserInRole).collect(Collectors.toSet());
        return new Person(name(caller), roles::contains);
    }

    public static String name(SecurityContext caller) {
        return caller.getUserPrincipal() == null
                ? "nobody"
                : caller.getUserPrincipal().getName();
    }

    /** Fails unless the caller may register instances of an application in a location, or is an admin. */
    public static void requireRegistrar(SecurityContext caller, String application, String location) {
        if (!caller.isUserInRole(Roles.ADMIN) && !caller.isUserInRole(Roles.registrar(application, location))) {
            throw new ForbiddenException();
        }
    }
}
