/**
 * W3C Trace Context, carried from the tool's request through home to the function. Each hop keeps the trace id and
 * names a span of its own.
 */
@NullMarked
package io.farspan.protocol.trace;

import org.jspecify.annotations.NullMarked;
