package io.farspan.telemetry.store;

import java.util.Optional;

/**
 * How far what is stored has been sent on.
 *
 * @param arrived how far in the order of arrival
 * @param stored how far in the order of time what was stored before that; empty when all of it was sent, or none is wanted
 */
public record ExportPlace(FollowCursor arrived, Optional<LogCursor> stored) {

    /** After everything that arrived up to another place. */
    public ExportPlace arrivedAt(FollowCursor next) {
        return new ExportPlace(next, stored);
    }

    /** After more of what was stored at the beginning; empty after all of it. */
    public ExportPlace storedAt(Optional<LogCursor> next) {
        return new ExportPlace(arrived, next);
    }
}
