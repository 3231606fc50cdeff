package io.farspan.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.farspan.protocol.json.RawJson;

/**
 * The value of a whole {@code list} response, with or without {@code listCache}: descriptions by domain and key
 * properties. Each description is kept as the bytes it came in and equal ones are one object, so that ten thousand MBeans
 * of a few classes take the memory of a few descriptions.
 *
 * @param byDomain descriptions by domain and key properties as the agent wrote them
 */
public record Descriptions(Map<String, Map<String, RawJson>> byDomain) {

    /**
     * Reads the {@code value} of a response.
     *
     * @param known equal descriptions seen before; new ones are added
     */
    public static Descriptions parse(RawJson response, Map<RawJson, RawJson> known) {
        byte[] bytes = response.toBytes();
        Map<String, Map<String, RawJson>> domains = new LinkedHashMap<>();
        try (JsonParser parser = RawJson.slice(bytes, 0, bytes.length).parser()) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean value = parser.currentName().equals("value");
                if (parser.nextToken() == JsonToken.START_OBJECT && value) {
                    value(parser, bytes, known, domains);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A response that was well-formed JSON no longer is", e);
        }
        return new Descriptions(domains);
    }

    private static void value(
            JsonParser parser, byte[] bytes, Map<RawJson, RawJson> known, Map<String, Map<String, RawJson>> domains)
            throws IOException {
        Map<String, RawJson> cache = new HashMap<>();
        boolean cached = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                domains.computeIfAbsent(name, domain -> new LinkedHashMap<>());
            } else if (name.equals("cache") && domains.isEmpty()) {
                beans(parser, bytes, known, Map.of(), cache);
            } else if (name.equals("domains") && !cache.isEmpty()) {
                cached = true;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    Map<String, RawJson> beans = new LinkedHashMap<>();
                    domains.put(parser.currentName(), beans);
                    parser.nextToken();
                    beans(parser, bytes, known, cache, beans);
                }
            } else {
                Map<String, RawJson> beans = new LinkedHashMap<>();
                domains.put(name, beans);
                beans(parser, bytes, known, cache, beans);
            }
        }
        if (!cache.isEmpty() && !cached) {
            domains.put("cache", cache); // a domain of this name
        }
    }

    private static void beans(
            JsonParser parser,
            byte[] bytes,
            Map<RawJson, RawJson> known,
            Map<String, RawJson> cache,
            Map<String, RawJson> beans)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String keys = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && cache.containsKey(parser.getText())) {
                beans.put(keys, cache.get(parser.getText()));
                continue;
            }
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int to = (int) parser.currentLocation().getByteOffset();
            RawJson description = RawJson.copy(bytes, from, to);
            beans.put(keys, known.computeIfAbsent(description, same -> same));
        }
    }
}
