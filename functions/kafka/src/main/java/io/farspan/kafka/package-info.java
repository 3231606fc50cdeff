/**
 * The plugin {@code publish}: writes the records of a location's streams to topics in Kafka, and lets the agents drop them
 * when the brokers have acknowledged them. It holds no checkpoints, because the agents do.
 */
@NullMarked
package io.farspan.kafka;

import org.jspecify.annotations.NullMarked;
