/**
 * The location map of the router: the configured provider, cached reads, changes by compare-and-set, and the API for
 * instances.
 */
@NullMarked
package io.farspan.home.map;

import org.jspecify.annotations.NullMarked;
