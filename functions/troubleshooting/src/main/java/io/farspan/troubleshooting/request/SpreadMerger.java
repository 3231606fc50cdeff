package io.farspan.troubleshooting.request;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.plugin.action.ActionMerger;
import io.farspan.protocol.call.InstanceId;

/** Merges results that are objects of named values. */
public final class SpreadMerger implements ActionMerger {

    private final Spread values = new Spread();

    @Override
    public void add(InstanceId instance, JsonNode result) {
        values.add(instance, result);
    }

    @Override
    public JsonNode merged() {
        return values.toJson();
    }
}
