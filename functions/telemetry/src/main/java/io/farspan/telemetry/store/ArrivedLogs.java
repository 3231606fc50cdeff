package io.farspan.telemetry.store;

import java.util.List;

/**
 * Records that arrived after a place, ordered by time among themselves.
 *
 * @param records the records
 * @param cursors where each of them is, to go on after it
 * @param next where to go on after all of them
 * @param more whether more is known to be there
 */
public record ArrivedLogs(List<StoredLog> records, List<FollowCursor> cursors, FollowCursor next, boolean more) {

    public ArrivedLogs {
        records = List.copyOf(records);
        cursors = List.copyOf(cursors);
    }
}
