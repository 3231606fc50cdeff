/**
 * One call to each location's function, all at the same time. A function that fails becomes problems of the instances
 * behind it, never a failed answer.
 */
@NullMarked
package io.farspan.router.fanout;

import org.jspecify.annotations.NullMarked;
