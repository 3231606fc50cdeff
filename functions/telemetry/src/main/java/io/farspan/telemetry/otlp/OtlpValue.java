package io.farspan.telemetry.otlp;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;

/** OTLP's {@code AnyValue} as text: what is one value as it is, a list or a map as JSON. */
final class OtlpValue {

    private OtlpValue() {}

    static String text(JsonNode value) {
        JsonNode plain = plain(value);
        return plain.isContainerNode() ? new String(Json.write(plain), StandardCharsets.UTF_8) : plain.asText("");
    }

    private static JsonNode plain(JsonNode value) {
        if (value.has("arrayValue")) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            value.get("arrayValue").path("values").forEach(each -> list.add(plain(each)));
            return list;
        }
        if (value.has("kvlistValue")) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            value.get("kvlistValue")
                    .path("values")
                    .forEach(each -> map.set(each.path("key").asText(), plain(each.path("value"))));
            return map;
        }
        for (JsonNode single : value) {
            return single.isValueNode() ? single : JsonNodeFactory.instance.textNode("");
        }
        return JsonNodeFactory.instance.textNode("");
    }
}
