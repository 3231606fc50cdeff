/**
 * Exchanges with the functions of other locations: pings, and the relay of calls that home cannot deliver itself.
 */
@NullMarked
package io.farspan.core.peer;

import org.jspecify.annotations.NullMarked;
