package io.farspan.telemetry.store;

import java.util.UUID;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.stream.StreamName;

/**
 * One incarnation of a stream.
 *
 * @param application the application's name
 * @param instance whose stream it is
 * @param name the stream's name
 * @param incarnation which the offsets are of
 */
public record StreamKey(String application, InstanceId instance, StreamName name, UUID incarnation) {

    public StreamKey {
        Names.requireLabel("application", application);
    }

    @Override
    public String toString() {
        return "stream '" + name + "' of " + instance + " (" + application + ")";
    }
}
