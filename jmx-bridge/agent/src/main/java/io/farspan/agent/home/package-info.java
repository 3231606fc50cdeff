/**
 * How an instance makes itself known at home and leaves again. Nothing of it holds the application up, and what fails is a
 * line on the error stream.
 */
@NullMarked
package io.farspan.agent.home;

import org.jspecify.annotations.NullMarked;
