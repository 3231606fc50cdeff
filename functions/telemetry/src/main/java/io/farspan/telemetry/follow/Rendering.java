package io.farspan.telemetry.follow;

import java.util.List;

import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.StoredLog;

/** How a follower is sent what it follows. Thread-safe. */
public interface Rendering {

    /**
     * Records that arrived together, as pieces to be sent one after the other.
     *
     * @param records those that the follower wants, at least one
     * @param cursors where each of them is
     */
    List<byte[]> records(List<StoredLog> records, List<FollowCursor> cursors);

    /** What says that everything up to a place has been sent; it is sent at the beginning and whenever there is silence. */
    byte[] place(FollowCursor place);

    /** The last piece: why no more comes, and after which place to go on. */
    byte[] end(FollowCursor place, Problem why);
}
