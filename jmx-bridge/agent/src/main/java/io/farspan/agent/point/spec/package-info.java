/**
 * What an administrator says of a point, checked: where it is, what it does, when, how often and for how long. Everything that
 * comes here is refused with a reason unless it is within its bounds.
 */
@NullMarked
package io.farspan.agent.point.spec;

import org.jspecify.annotations.NullMarked;
