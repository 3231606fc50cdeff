/**
 * Wrong inputs made of right ones, always the same of the same seed. For tests that show that nothing somebody sends
 * breaks what receives it.
 */
@NullMarked
package io.farspan.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
