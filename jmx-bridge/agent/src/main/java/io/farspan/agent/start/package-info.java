/**
 * Starts the parts of the agent in the order in which they may fail. What fails is one line on the error stream.
 */
@NullMarked
package io.farspan.agent.start;

import org.jspecify.annotations.NullMarked;
