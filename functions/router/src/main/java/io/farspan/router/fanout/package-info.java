/**
 * Concurrent calls to the functions, one per location. A function that fails becomes problems of its instances, never a
 * failed answer.
 */
@NullMarked
package io.farspan.router.fanout;

import org.jspecify.annotations.NullMarked;
