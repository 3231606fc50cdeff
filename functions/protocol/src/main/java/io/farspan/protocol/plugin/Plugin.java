package io.farspan.protocol.plugin;

/**
 * Something that a jar offers.
 *
 * @param name what it is asked for by
 * @param offer the object itself
 * @param source the file it came from, for messages
 */
public record Plugin<S>(String name, S offer, String source) {}
