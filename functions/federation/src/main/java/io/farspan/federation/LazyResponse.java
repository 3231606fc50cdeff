package io.farspan.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;

/**
 * One Jolokia response, as a tree or as the bytes it came in; the other is made once, when it is asked for. So what is put
 * together here is not written only to be parsed again by the bridge. Safe for use by many threads; trees must not be
 * changed.
 */
public final class LazyResponse {

    private static final int LONG = 4_096;

    /** A tree takes about ten times the memory of its bytes: that of a longer response is read again when it is needed. */
    private static final int KEPT = 1_024;

    private static final int MOST_KEPT = 128;
    private static final int TEXT_OF_A_NODE = 64;

    private volatile @Nullable JsonNode tree;
    private volatile @Nullable RawJson raw;

    private LazyResponse(@Nullable JsonNode tree, @Nullable RawJson raw) {
        this.tree = tree;
        this.raw = raw;
    }

    /** A response that came as bytes. */
    public static LazyResponse of(RawJson raw) {
        return new LazyResponse(null, raw);
    }

    /** A response that was put together. A large one is held as bytes at once: a thousand of them may wait for each other. */
    public static LazyResponse of(ObjectNode tree) {
        return weight(tree, MOST_KEPT) <= MOST_KEPT
                ? new LazyResponse(tree, null)
                : new LazyResponse(null, RawJson.of(tree));
    }

    /** About the number of nodes, long texts counting as several; counting ends once there are more than {@code most}. */
    private static int weight(JsonNode node, int most) {
        int weight = 1 + (node.isTextual() ? node.textValue().length() / TEXT_OF_A_NODE : 0);
        for (JsonNode child : node) {
            if (weight > most) {
                return weight;
            }
            weight += weight(child, most - weight);
        }
        return weight;
    }

    /** As a tree. */
    public JsonNode tree() {
        JsonNode known = tree;
        if (known == null) {
            RawJson bytes = raw();
            known = bytes.tree();
            if (bytes.length() < KEPT) {
                tree = known;
            }
        }
        return known;
    }

    /**
     * As a tree, for which a long response's value is read by {@code values}: what reads many responses may have read an
     * equal value before.
     */
    public JsonNode tree(Function<RawJson, JsonNode> values) {
        if (!isLong()) {
            return tree();
        }
        byte[] bytes = raw().toBytes();
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        try (JsonParser parser = RawJson.slice(bytes, 0, bytes.length).parser()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return tree();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int to = (int) parser.currentLocation().getByteOffset();
                RawJson member = RawJson.slice(bytes, from, to);
                read.set(name, name.equals("value") ? values.apply(member) : member.tree());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A response that was well-formed JSON no longer is", e);
        }
        return read;
    }

    /** As bytes. */
    public RawJson raw() {
        RawJson known = raw;
        if (known == null) {
            JsonNode made = tree;
            known = RawJson.of(Objects.requireNonNull(made));
            raw = known;
        }
        return known;
    }

    /** Whether it carries a value. */
    public boolean succeeded() {
        return JolokiaResponse.succeeded(tree());
    }

    /** Its status, as HTTP counts them. */
    public int status() {
        return tree().path("status").asInt();
    }

    /** Whether nothing but its bytes is known and they are many, so that it is better not parsed as a whole. */
    public boolean isLong() {
        RawJson known = raw;
        return tree == null && known != null && known.length() >= LONG;
    }
}
