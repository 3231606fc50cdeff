package io.farspan.telemetry.logs;

import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.LogPage;
import io.farspan.telemetry.store.StoredLog;

/**
 * A page of records as NDJSON: a line each, and a last line with {@code next} when there may be more. That says {@code partial}
 * and the time up to which was {@code searched} when the query's time was over before the page was full.
 */
final class LogLines {

    private LogLines() {}

    /**
     * The lines.
     *
     * @param view a value as the caller may see it: an attribute may be a secret
     */
    static byte[] write(LogPage page, UnaryOperator<RawJson> view) {
        RecordJson json = new RecordJson(view);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StoredLog record : page.records()) {
            out.writeBytes(json.of(record));
            out.write('\n');
        }
        page.next().ifPresent(next -> {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("next", next.toString());
            page.searched().ifPresent(time -> line.put("partial", true).put("searched", time.toString()));
            out.writeBytes(Json.write(line));
            out.write('\n');
        });
        return out.toByteArray();
    }
}
