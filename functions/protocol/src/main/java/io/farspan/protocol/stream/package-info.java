/**
 * Streams of an instance as they travel from its agent through the function to home: records in checksummed frames, and
 * the call and the answer of the plugin {@code collect}. A stream is read by offset, and nothing here keeps one.
 */
@NullMarked
package io.farspan.protocol.stream;

import org.jspecify.annotations.NullMarked;
