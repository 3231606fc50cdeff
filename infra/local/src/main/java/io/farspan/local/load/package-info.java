/**
 * Load on a stack while it is watched: users of the application, the most expensive calls a viewer may make, and an
 * observer of what Farspan reports. Tests and measurements share it.
 */
@NullMarked
package io.farspan.local.load;

import org.jspecify.annotations.NullMarked;
