/**
 * HTTP messages independent of what carries them: a function's requests, its responses, and the responses that it gets
 * from others.
 */
@NullMarked
package io.farspan.core.message;

import org.jspecify.annotations.NullMarked;
