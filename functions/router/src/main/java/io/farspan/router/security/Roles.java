package io.farspan.router.security;

/** The roles. Each includes the one before it; an identity provider may give one or all of them. */
public final class Roles {

    /** Reads. */
    public static final String VIEWER = "viewer";

    /** Acts on instances: writes attributes, invokes operations. */
    public static final String OPERATOR = "operator";

    /** Changes the map. */
    public static final String ADMIN = "admin";

    private Roles() {}
}
