/**
 * Puts points into classes and takes them out again, by retransformation, which the JVM verifies before anything changes. The
 * code that is put in adds no branch and no stack frame, and leads through one class that every loader sees.
 */
@NullMarked
package io.farspan.agent.point.transform;

import org.jspecify.annotations.NullMarked;
