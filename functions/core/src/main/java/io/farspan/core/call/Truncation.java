package io.farspan.core.call;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.farspan.protocol.json.RawJson;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A check whether an agent has cut its answer off at a limit of ours. At {@code maxCollectionSize} it leaves the rest out
 * silently, at {@code maxObjects} it writes a text in place of each further object; an incomplete answer is not passed on
 * as if it were complete.
 */
final class Truncation {

    private static final byte[] OBJECT_LIMIT = "\"[Object limit exceeded]\"".getBytes(US_ASCII);

    private Truncation() {}

    /** What was cut off and how to get it; empty when the answer is complete, or when the caller itself set the limit. */
    static Optional<String> of(RawJson response, WeighedRequest item, AgentLimits limits) {
        boolean list = item.kind() == PendingRequest.Kind.LIST;
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
        if (objects != Integer.MAX_VALUE && response.contains(OBJECT_LIMIT)) {
            return Optional.of("The answer has more than " + objects
                    + " objects, which is where it is cut off (farspan.agent.max-objects,"
                    + " farspan.agent.max-list-objects). Ask for a part of it: an attribute, a path.");
        }
        return entries != Integer.MAX_VALUE && largestCollection(response) >= entries
                ? Optional.of("The answer has a collection of " + entries
                        + " entries or more, which is where it is cut off (farspan.agent.max-collection-size)."
                        + " Ask for a part of it by a path, or set a lower maxCollectionSize to have the first.")
                : Optional.empty();
    }

    /** Texts are skipped, not decoded: one can have many megabytes. */
    private static int largestCollection(RawJson response) {
        Deque<int[]> counts = new ArrayDeque<>();
        int largest = 0;
        try (JsonParser parser = response.parser()) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructEnd()) {
                    largest = Math.max(largest, counts.pop()[0]);
                } else if (token != JsonToken.FIELD_NAME) {
                    if (!counts.isEmpty()) {
                        counts.peek()[0]++;
                    }
                    if (token.isStructStart()) {
                        counts.push(new int[1]);
                    }
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return largest;
    }
}
