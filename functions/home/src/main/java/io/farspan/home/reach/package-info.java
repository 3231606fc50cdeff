/**
 * How home reaches a function: signed calls over kept connections, straight or by way of another function. Who knows of
 * better routes, or wants to know of failures, is behind an interface.
 */
@NullMarked
package io.farspan.home.reach;

import org.jspecify.annotations.NullMarked;
