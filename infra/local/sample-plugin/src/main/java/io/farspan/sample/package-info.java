/**
 * Plugins as a third party writes them: three that are of use, and three that misbehave. The local stack's tests drop
 * them into the packaged functions.
 */
@NullMarked
package io.farspan.sample;

import org.jspecify.annotations.NullMarked;
