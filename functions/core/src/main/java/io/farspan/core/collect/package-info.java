/**
 * The plugin {@code collect}: reads the streams that agents of the location offer, from where home holds them on, and lets
 * the agents drop what home holds. It keeps nothing between two calls.
 */
@NullMarked
package io.farspan.core.collect;

import org.jspecify.annotations.NullMarked;
