package io.farspan.telemetry.logs;

import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.LogPage;
import io.farspan.telemetry.store.StoredLog;

/** A page of records as NDJSON: a line each, and a last line with {@code next} when there are more. */
final class LogLines {

    private LogLines() {}

    /**
     * The lines.
     *
     * @param view a value as the caller may see it: an attribute may be a secret
     */
    static byte[] write(LogPage page, UnaryOperator<RawJson> view) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StoredLog record : page.records()) {
            byte[] json = Json.write(record);
            out.writeBytes(view.apply(RawJson.slice(json, 0, json.length)).toBytes());
            out.write('\n');
        }
        page.next().ifPresent(next -> {
            out.writeBytes(Json.write(JsonNodeFactory.instance.objectNode().put("next", next.toString())));
            out.write('\n');
        });
        return out.toByteArray();
    }
}
