package io.farspan.core.call;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.farspan.protocol.json.RawJson;

/**
 * Whether an agent has cut its answer off at a limit of ours. At {@code maxCollectionSize} it leaves the rest out without
 * a word, at {@code maxObjects} it writes a text in the place of each further object; an answer that is less than the
 * truth is not passed on as the truth.
 */
final class Truncation {

    private static final String OBJECT_LIMIT = "[Object limit exceeded]";

    private Truncation() {}

    /** What was cut off and how to get it; empty when all is there, or when it is the caller who set the limit. */
    static Optional<String> of(RawJson response, Item item, AgentLimits limits) {
        boolean list = item.kind() == Part.Kind.LIST;
        int objects = list ? limits.maxListObjects() : limits.maxObjects();
        boolean ownObjects = Bounds.own(item.tree(), "maxObjects", objects);
        boolean ownEntries = list || Bounds.own(item.tree(), "maxCollectionSize", limits.maxCollectionSize());
        int fewest = Math.min(
                ownObjects ? Integer.MAX_VALUE : objects, ownEntries ? Integer.MAX_VALUE : limits.maxCollectionSize());
        if (fewest == Integer.MAX_VALUE || response.length() / 2 < fewest) {
            return Optional.empty();
        }
        return scan(
                response,
                ownObjects ? Integer.MAX_VALUE : objects,
                ownEntries ? Integer.MAX_VALUE : limits.maxCollectionSize());
    }

    private static Optional<String> scan(RawJson response, int objects, int entries) {
        Deque<int[]> counts = new ArrayDeque<>();
        try (JsonParser parser = response.parser()) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructEnd()) {
                    int[] count = counts.pop();
                    if (count[0] >= entries) {
                        return Optional.of(
                                "The answer has a collection of " + entries
                                        + " entries or more, which is where it is cut off (farspan.agent.max-collection-size)."
                                        + " Ask for a part of it by a path, or set a lower maxCollectionSize to have the first.");
                    }
                    continue;
                }
                if (token != JsonToken.FIELD_NAME && !counts.isEmpty()) {
                    counts.peek()[0]++;
                }
                if (token.isStructStart()) {
                    counts.push(new int[1]);
                } else if (token == JsonToken.VALUE_STRING
                        && objects != Integer.MAX_VALUE
                        && parser.getTextLength() == OBJECT_LIMIT.length()
                        && parser.getText().equals(OBJECT_LIMIT)) {
                    return Optional.of("The answer has more than " + objects
                            + " objects, which is where it is cut off (farspan.agent.max-objects,"
                            + " farspan.agent.max-list-objects). Ask for a part of it: an attribute, a path.");
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
