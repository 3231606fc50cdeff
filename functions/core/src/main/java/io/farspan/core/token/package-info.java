/**
 * The checks of a call's token that a function makes before anything else. Replay and epochs are remembered per process.
 */
@NullMarked
package io.farspan.core.token;

import org.jspecify.annotations.NullMarked;
