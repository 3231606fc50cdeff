package io.farspan.telemetry.export;

import java.util.Optional;

import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.FollowCursor;

/** One kind of telemetry on its way out. Every method blocks. Thread-safe. */
interface Outgoing {

    /**
     * What follows a place. Reading its batches may fail, too.
     *
     * @param end where to stop in the order of arrival; without one, at what is stored now
     * @throws io.farspan.protocol.problem.FarspanException {@code STORE_UNREACHABLE}, {@code TOO_MUCH}; {@code
     *     MALFORMED_REQUEST} when the place is of no use any more
     */
    Piece after(String application, ExportPlace place, Optional<FollowCursor> end);
}
