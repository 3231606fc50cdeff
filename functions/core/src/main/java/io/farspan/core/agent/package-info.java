/**
 * One bulk POST to a Jolokia agent, thousands at a time on one thread. An agent that is slow, dead or talks nonsense
 * fails its own exchange and no other.
 */
@NullMarked
package io.farspan.core.agent;

import org.jspecify.annotations.NullMarked;
