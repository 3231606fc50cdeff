/**
 * HTTP messages as a function sees them, whatever carries them: what it is asked, what it answers, and what others
 * answer it.
 */
@NullMarked
package io.farspan.core.message;

import org.jspecify.annotations.NullMarked;
