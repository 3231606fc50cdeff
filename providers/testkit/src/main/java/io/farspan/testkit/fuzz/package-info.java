/**
 * Invalid inputs derived from valid ones, always the same for the same seed. For tests that show that no input breaks
 * its receiver.
 */
@NullMarked
package io.farspan.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
