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

    /** The incarnation of all streams that are pushed: what sends them has no spool that could start over. */
    static final UUID PUSHED = new UUID(0, 0);

    public StreamKey {
        Names.requireLabel("application", application);
    }

    /** A stream that home is sent and does not collect. Its offsets are in the order in which its records are stored. */
    public static StreamKey pushed(String application, InstanceId instance, StreamName name) {
        return new StreamKey(application, instance, name, PUSHED);
    }

    /** Whether home is sent it, so that no agent has to offer it. */
    public boolean isPushed() {
        return incarnation.equals(PUSHED);
    }

    @Override
    public String toString() {
        return "stream '" + name + "' of " + instance + " (" + application + ")";
    }
}
