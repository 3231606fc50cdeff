/** Management calls from end to end: selection by the map, fan-out, outcomes, aggregates. */
@NullMarked
package io.farspan.router.call;

import org.jspecify.annotations.NullMarked;
