/**
 * Load on a stack while it is watched: users of the application, the heaviest calls a viewer may make, and somebody who
 * looks what Farspan makes of it. Tests and measurements share it.
 */
@NullMarked
package io.farspan.local.load;

import org.jspecify.annotations.NullMarked;
