package io.farspan.federation;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaResponse;

/**
 * One instance's response to one request; a problem of its outcome is a response, too.
 *
 * @param instance the instance
 * @param response as an agent writes it
 * @param trees reads it; equal values are one tree
 */
record Reply(InstanceId instance, LazyResponse response, ReplyTrees trees) {

    JsonNode tree() {
        return trees.of(response);
    }

    static boolean succeeded(JsonNode tree) {
        return JolokiaResponse.succeeded(tree);
    }
}
