/**
 * How home fetches telemetry: one call of the plugin {@code collect} to each location at a time, of which the next follows
 * only after the last one's records are durable. Only home collects, and the store's checkpoints fence whoever thinks it is.
 */
@NullMarked
package io.farspan.telemetry.collect;

import org.jspecify.annotations.NullMarked;
