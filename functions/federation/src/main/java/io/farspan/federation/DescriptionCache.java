package io.farspan.federation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.farspan.protocol.json.RawJson;

/**
 * Descriptions that were read, so that equal ones are held once and replicas that sent the same bytes are parsed once.
 * Holds the last {@value #RESPONSES} different responses and {@value #DESCRIPTIONS} different descriptions at most.
 */
public final class DescriptionCache {

    private static final int RESPONSES = 16;
    private static final int DESCRIPTIONS = 50_000;

    private final Map<RawJson, RawJson> known = new HashMap<>();
    private final Map<RawJson.Bytes, Descriptions> parsed = new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RawJson.Bytes, Descriptions> eldest) {
            return size() > RESPONSES;
        }
    };

    /** The descriptions of a {@code list} response without a path. */
    public synchronized Descriptions of(RawJson response) {
        if (known.size() > DESCRIPTIONS) {
            known.clear();
            parsed.clear();
        }
        return parsed.computeIfAbsent(response.bytes(), bytes -> Descriptions.parse(response, known));
    }
}
