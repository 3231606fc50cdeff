package io.farspan.telemetry.store;

import io.farspan.protocol.stream.StreamName;

/**
 * What waits at the agents of a location in the streams of one name, as far as they said when they last had news.
 *
 * @param location the location
 * @param stream the streams' name
 * @param records how many records are not stored yet
 */
public record Backlog(String location, StreamName stream, long records) {}
