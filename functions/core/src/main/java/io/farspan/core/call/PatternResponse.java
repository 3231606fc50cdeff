package io.farspan.core.call;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A response assembled from parts of others as the agent would have written it, copying their bytes once. */
final class PatternResponse {

    private PatternResponse() {}

    /** The first of the values, as an agent cuts off a collection. */
    static Map<String, RawJson> limit(Map<String, RawJson> values, long most) {
        if (values.size() <= most) {
            return values;
        }
        Map<String, RawJson> firsts = new LinkedHashMap<>();
        values.entrySet().stream().limit(most).forEach(each -> firsts.put(each.getKey(), each.getValue()));
        return firsts;
    }

    /** {@code head} with a value, or null when there is none, and the time. */
    static RawJson response(RawJson head, Optional<Map<String, RawJson>> values) {
        int size = head.length() + 100;
        Map<String, RawJson> named = values.orElse(Map.of());
        Map<byte[], RawJson> parts = new LinkedHashMap<>();
        for (Map.Entry<String, RawJson> each : named.entrySet()) {
            byte[] name = Json.write(each.getKey());
            parts.put(name, each.getValue());
            size += name.length + each.getValue().length() + 2;
        }
        Bytes bytes = new Bytes(size);
        bytes.add(head.toBytes());
        bytes.at--;
        bytes.add(head.length() > 2 ? ",\"value\":" : "\"value\":");
        bytes.add(values.isPresent() ? "{" : "null");
        int start = bytes.at;
        parts.forEach((name, value) -> {
            if (bytes.at > start) {
                bytes.add(",");
            }
            bytes.add(name);
            bytes.add(":");
            value.copyTo(bytes.all, bytes.at);
            bytes.at += value.length();
        });
        bytes.add(values.isPresent() ? "}" : "");
        bytes.add(",\"status\":200,\"timestamp\":" + Instant.now().getEpochSecond() + "}");
        return RawJson.slice(bytes.all, 0, bytes.at);
    }

    private static final class Bytes {
        private final byte[] all;
        private int at;

        Bytes(int size) {
            this.all = new byte[size];
        }

        void add(String text) {
            add(text.getBytes(UTF_8));
        }

        void add(byte[] bytes) {
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
    }
}
