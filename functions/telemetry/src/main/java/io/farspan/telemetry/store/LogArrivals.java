package io.farspan.telemetry.store;

import java.util.Optional;

/**
 * Log records in the order in which they became visible in the database. A record of a slow location arrives late under an
 * earlier time, so that who follows by time would miss it; by arrival each record comes exactly once, whichever router stored
 * it. Every method blocks and fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}.
 * Thread-safe.
 */
public interface LogArrivals {

    /** The place after everything that is stored now. */
    FollowCursor now();

    /**
     * Records of an application that arrived after a place: a few thousand at most. Asking again with the same place and
     * going on after any of the records gives each record once. Costs one short query when nothing was written since.
     *
     * @param end a later place, at which to stop; without one everything that is stored now is read
     * @throws io.farspan.protocol.problem.FarspanException also {@code MALFORMED_REQUEST} for a place of more than an hour
     *     ago or of another database, {@code TOO_MUCH} when it takes too long
     */
    ArrivedLogs after(String application, FollowCursor place, Optional<FollowCursor> end);
}
