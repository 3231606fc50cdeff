package io.farspan.telemetry.push;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.TelemetryAccess;

/** For which application and location the caller may push. */
@Singleton
public class PushAccess {

    /** The header by which somebody says which of several they mean: Loki's clients can all set it. */
    public static final String TENANT = "X-Scope-OrgID";

    private final SecurityIdentity caller;
    private final TelemetryAccess access;

    PushAccess(SecurityIdentity caller, TelemetryAccess access) {
        this.caller = caller;
        this.access = access;
    }

    /**
     * The one that they mean: the only one that their roles name, or {@code tenant}, which is one of them; an admin may name
     * any.
     *
     * @throws FarspanException {@code FORBIDDEN}, {@code MALFORMED_REQUEST} when it is not clear which is meant,
     *     {@code APPLICATION_UNKNOWN}, {@code NOT_FOUND}
     */
    public PushTarget require(Optional<String> tenant) {
        List<String> own = Roles.pushed(caller.getRoles());
        boolean admin = caller.hasRole(Roles.ADMIN);
        if (own.isEmpty() && !admin) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "To push telemetry you need the role push:APPLICATION/LOCATION; have an admin give it to you.");
        }
        String target = tenant.or(() -> own.size() == 1 ? Optional.of(own.get(0)) : Optional.empty())
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "You may push for more than one location; say which in the header " + TENANT
                                + ": APPLICATION/LOCATION."));
        if (!admin && !own.contains(target)) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "You may not push for what " + TENANT + " says, only for " + String.join(", ", own) + ".");
        }
        try {
            PushTarget known = PushTarget.parse(target);
            access.require(known.application());
            return known;
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, TENANT + ": " + e.getMessage() + ".", e);
        }
    }
}
