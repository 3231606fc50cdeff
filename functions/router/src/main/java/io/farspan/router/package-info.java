/**
 * The router: takes tool requests, reads the location map, calls the functions and unifies their answers. Each package
 * is a feature.
 */
@NullMarked
package io.farspan.router;

import org.jspecify.annotations.NullMarked;
