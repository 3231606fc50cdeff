/**
 * The router's hold on the location map: the provider it is configured with and what of it is remembered.
 */
@NullMarked
package io.farspan.home.map;

import org.jspecify.annotations.NullMarked;
