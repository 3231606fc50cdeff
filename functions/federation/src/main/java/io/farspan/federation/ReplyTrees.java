package io.farspan.federation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.RawJson;

/**
 * Long responses as trees, in which equal values are one tree: what several instances answer alike is parsed once, and
 * comparing bytes costs a hundredth of parsing them. Keeps the last {@value #MOST} trees. Not safe for use by several
 * threads; trees must not be changed.
 */
final class ReplyTrees {

    private static final int MOST = 8;

    private final Deque<Value> values = new ArrayDeque<>();
    private final Map<LazyResponse, JsonNode> responses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LazyResponse, JsonNode> eldest) {
            return size() > MOST;
        }
    };

    private record Value(RawJson written, JsonNode tree) {}

    /** A response as a tree. */
    JsonNode of(LazyResponse response) {
        return response.isLong() ? responses.computeIfAbsent(response, one -> one.tree(this::value)) : response.tree();
    }

    /** Compares with the values that were read before: hashing would take as long as the parsing that it could save. */
    private JsonNode value(RawJson written) {
        for (Value known : values) {
            if (known.written.equals(written)) {
                return known.tree;
            }
        }
        if (values.size() == MOST) {
            values.removeLast();
        }
        JsonNode tree = written.tree();
        values.addFirst(new Value(written, tree));
        return tree;
    }
}
