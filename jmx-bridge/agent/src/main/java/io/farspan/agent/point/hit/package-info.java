/**
 * What happens when control comes to a point: the condition, the limits, what is recorded and what that costs. Nothing here
 * throws into the application, waits, or calls the application's code.
 */
@NullMarked
package io.farspan.agent.point.hit;

import org.jspecify.annotations.NullMarked;
