package io.farspan.protocol.call;

import java.util.Set;

import io.smallrye.mutiny.Uni;

/**
 * Where a management call goes in. The router answers it in process; a client of the HTTP API answers it from afar.
 *
 * <p>Laws: safe for use by many threads; answers within the call's deadline and a little; what fails at one instance is
 * that instance's outcome; fails with {@link io.farspan.protocol.problem.FarspanException} only when nothing can be
 * asked at all.
 */
public interface ManagementPort {

    /** Asks, and unifies what comes back. */
    Uni<UnifiedAnswer> call(ManagementCall call);

    /** The instances that the map has of an application, whatever their state; nothing is asked of them. */
    Uni<Set<InstanceId>> instances(String application);
}
