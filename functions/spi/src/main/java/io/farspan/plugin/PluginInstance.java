package io.farspan.plugin;

import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * An instance as the map has it.
 *
 * @param id its id
 * @param address the literal IP address of its agent
 * @param up whether it serves, or is being emptied; false when the map has it as down
 * @param labels what it can be selected by
 * @param service where its users reach it, {@code 10.2.3.4:8443/health}, if the map says so
 */
public record PluginInstance(
        InstanceId id, String address, boolean up, Map<String, String> labels, Optional<String> service) {

    public PluginInstance {
        labels = Map.copyOf(labels);
    }
}
