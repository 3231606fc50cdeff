/**
 * Time that a test moves itself. What waits for it waits as long as the test says, on any machine.
 */
@NullMarked
package io.farspan.testkit.clock;

import org.jspecify.annotations.NullMarked;
