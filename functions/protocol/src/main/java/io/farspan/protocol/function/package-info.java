/**
 * The function protocol: what home posts to a location's function and what the function answers. Addresses never
 * appear in it; the function finds them in the location map.
 */
@NullMarked
package io.farspan.protocol.function;

import org.jspecify.annotations.NullMarked;
