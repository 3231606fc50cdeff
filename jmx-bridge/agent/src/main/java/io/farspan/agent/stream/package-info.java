/**
 * The streams of this instance as an MBean. Its answers are plain JSON, as Jolokia passes them on.
 */
@NullMarked
package io.farspan.agent.stream;

import org.jspecify.annotations.NullMarked;
