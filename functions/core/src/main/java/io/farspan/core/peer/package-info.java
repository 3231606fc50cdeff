/**
 * A function as one of several: reaches the functions of other locations, and passes on what home cannot deliver itself.
 */
@NullMarked
package io.farspan.core.peer;

import org.jspecify.annotations.NullMarked;
