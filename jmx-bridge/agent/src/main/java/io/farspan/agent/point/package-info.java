/**
 * Points of this instance as an MBean: set, listed, renewed and removed, by whoever asks, by time, and when home is gone.
 * Hits are records of the stream {@code points}.
 */
@NullMarked
package io.farspan.agent.point;

import org.jspecify.annotations.NullMarked;
