package io.farspan.telemetry.logs;

import java.util.function.UnaryOperator;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.StoredLog;

/**
 * A record as a caller may see it.
 *
 * @param view a value as they may see it: an attribute may be a secret
 */
record RecordJson(UnaryOperator<RawJson> view) {

    byte[] of(StoredLog record) {
        byte[] json = Json.write(record);
        return view.apply(RawJson.slice(json, 0, json.length)).toBytes();
    }
}
