/**
 * What a function does with a call: finds the named instances of its own location in the map, asks them all at the
 * same time, and answers one outcome each.
 */
@NullMarked
package io.farspan.core.call;

import org.jspecify.annotations.NullMarked;
