/**
 * How telemetry comes to home: by one call of the plugin {@code collect} to each location at a time, of which the next
 * follows only after the last one's records are durable, or by Kafka, when home tells the function to {@code publish}. Only
 * home does so, and the store's checkpoints fence whoever thinks it is; an instance that is removed is emptied first.
 */
@NullMarked
package io.farspan.telemetry.collect;

import org.jspecify.annotations.NullMarked;
