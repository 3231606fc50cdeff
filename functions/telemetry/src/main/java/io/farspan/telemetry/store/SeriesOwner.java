package io.farspan.telemetry.store;

import io.farspan.protocol.call.InstanceId;

/**
 * Whose series they are.
 *
 * @param application the application's name
 * @param instance the instance
 */
record SeriesOwner(String application, InstanceId instance) {

    static SeriesOwner of(StreamKey stream) {
        return new SeriesOwner(stream.application(), stream.instance());
    }
}
