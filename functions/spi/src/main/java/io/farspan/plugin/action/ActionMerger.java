package io.farspan.plugin.action;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.InstanceId;

/** Merges the results of one action, instance by instance, in bounded memory. Used by one thread. */
public interface ActionMerger {

    /**
     * Takes the result that an instance had in the {@link ActionPlan#earlier() earlier} action. All of these come first, and
     * only those of instances that have a result in this action, too.
     */
    default void addEarlier(InstanceId instance, JsonNode result) {}

    /** Takes an instance's result. They come in the order of their ids. */
    void add(InstanceId instance, JsonNode result);

    /** What the results come to; at most {@link ActionPlan#LARGEST_MERGED} bytes of JSON. */
    JsonNode merged();
}
