/**
 * Looks around for home: which instances, functions and routers can be reached from this location, and how far each
 * attempt came.
 */
@NullMarked
package io.farspan.core.probe;

import org.jspecify.annotations.NullMarked;
