/**
 * The other way for telemetry: home reads what the functions have published to Kafka, one stream at a time from exactly where
 * the store has it. A topic speaks for the location in its name and for no other.
 */
@NullMarked
package io.farspan.telemetry.kafka;

import org.jspecify.annotations.NullMarked;
