/**
 * Probes on behalf of home: which instances, functions and routers can be reached from this location, and how far each
 * attempt got.
 */
@NullMarked
package io.farspan.core.probe;

import org.jspecify.annotations.NullMarked;
