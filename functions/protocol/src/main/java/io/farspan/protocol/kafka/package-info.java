/**
 * How Kafka is reached, which a function that publishes and a home that reads are told alike. Nothing here knows Kafka's
 * client.
 */
@NullMarked
package io.farspan.protocol.kafka;

import org.jspecify.annotations.NullMarked;
