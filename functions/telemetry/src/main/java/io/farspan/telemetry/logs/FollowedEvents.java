package io.farspan.telemetry.logs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.follow.Rendering;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.StoredLog;

/**
 * Followed records as server-sent events: one each, whose id is the place to go on after ({@code Last-Event-ID}). The last
 * event is {@code end}, with a problem.
 *
 * @param records how a record is written
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
record FollowedEvents(RecordJson records) implements Rendering {

    private static final byte[] END = bytes("\n\n");

    @Override
    public List<byte[]> records(List<StoredLog> some, List<FollowCursor> cursors) {
        Pieces pieces = new Pieces();
        for (int index = 0; index < some.size(); index++) {
            pieces.add(bytes("id: " + cursors.get(index) + "\ndata: "), records.of(some.get(index)), END);
        }
        return pieces.all();
    }

    /** An event without data is given to nobody, but its id is remembered. */
    @Override
    public byte[] place(FollowCursor place) {
        return bytes("id: " + place + "\n\n");
    }

    @Override
    public byte[] end(FollowCursor place, Problem why) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        piece.writeBytes(bytes("event: end\nid: " + place + "\ndata: "));
        piece.writeBytes(Json.write(why));
        piece.writeBytes(END);
        return piece.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
