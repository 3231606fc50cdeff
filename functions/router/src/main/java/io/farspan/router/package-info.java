/**
 * Home: takes tool requests, reads the location map, calls the functions, unifies their answers. Each package is a
 * feature; this one holds the settings.
 */
@NullMarked
package io.farspan.router;

import org.jspecify.annotations.NullMarked;
