/**
 * Which router is home: a lease on the head of the map that is renewed, lost and taken over, and the fence around
 * everything that only home may do.
 */
@NullMarked
package io.farspan.home.lease;

import org.jspecify.annotations.NullMarked;
