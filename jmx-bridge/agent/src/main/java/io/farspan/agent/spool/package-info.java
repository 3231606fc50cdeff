/**
 * The spool of a stream on the instance's disk: segments of framed records. What it promises stands at {@code Spool}.
 */
@NullMarked
package io.farspan.agent.spool;

import org.jspecify.annotations.NullMarked;
