/**
 * The whole of Farspan on one machine: starts every packaged part, puts them into the map, says where they are, and
 * takes them all down again.
 */
@NullMarked
package io.farspan.local.stack;

import org.jspecify.annotations.NullMarked;
