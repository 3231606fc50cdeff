package io.farspan.telemetry.loki;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.Problem;
import io.farspan.telemetry.follow.Rendering;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.StoredLog;

/**
 * Followed records as the messages of Loki's tail. An empty piece stands for a ping: Loki's clients know no places.
 *
 * @param application whose records they are
 * @param answer how records are written
 * @param ended told why the following of the application ends
 */
record TailRendering(String application, LokiAnswer answer, Consumer<Problem> ended) implements Rendering {

    /** A message is not much larger. */
    private static final long PIECE = 64 << 10;

    @Override
    public List<byte[]> records(List<StoredLog> records, List<FollowCursor> cursors) {
        return messages(records.stream()
                .map(record -> new LokiQueries.Line(application, record))
                .toList());
    }

    /** Lines as messages. */
    List<byte[]> messages(List<LokiQueries.Line> lines) {
        List<byte[]> messages = new ArrayList<>();
        List<LokiQueries.Line> some = new ArrayList<>();
        long bytes = 0;
        for (LokiQueries.Line line : lines) {
            some.add(line);
            bytes += line.record().size();
            if (bytes >= PIECE) {
                messages.add(message(some));
                some.clear();
                bytes = 0;
            }
        }
        if (!some.isEmpty()) {
            messages.add(message(some));
        }
        return messages;
    }

    private byte[] message(List<LokiQueries.Line> lines) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.set("streams", answer.streamsOf(lines));
        if (answer.categorized()) {
            message.putArray("encodingFlags").add(LokiAnswer.CATEGORIZE);
        }
        return Json.write(message);
    }

    @Override
    public byte[] place(FollowCursor place) {
        return new byte[0];
    }

    @Override
    public byte[] end(FollowCursor place, Problem why) {
        ended.accept(why);
        return new byte[0];
    }
}
