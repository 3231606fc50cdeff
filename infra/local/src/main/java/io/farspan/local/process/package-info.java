/**
 * Processes that end when their parent does.
 */
@NullMarked
package io.farspan.local.process;

import org.jspecify.annotations.NullMarked;
