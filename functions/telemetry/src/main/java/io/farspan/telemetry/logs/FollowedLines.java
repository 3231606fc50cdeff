package io.farspan.telemetry.logs;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.follow.Rendering;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.StoredLog;

/**
 * Followed records as NDJSON: a line each, and in between lines with {@code next} only, the place up to which everything has
 * been sent.
 *
 * @param records how a record is written
 */
record FollowedLines(RecordJson records) implements Rendering {

    private static final byte[] END = {'\n'};

    @Override
    public List<byte[]> records(List<StoredLog> some, List<FollowCursor> cursors) {
        Pieces pieces = new Pieces();
        some.forEach(record -> pieces.add(records.of(record), END));
        return pieces.all();
    }

    @Override
    public byte[] place(FollowCursor place) {
        return line(JsonNodeFactory.instance.objectNode().put("next", place.toString()));
    }

    @Override
    public byte[] end(FollowCursor place, Problem why) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("next", place.toString());
        line.set("problem", Json.wire().valueToTree(why));
        return line(line);
    }

    private static byte[] line(ObjectNode json) {
        byte[] bytes = Json.write(json);
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }
}
