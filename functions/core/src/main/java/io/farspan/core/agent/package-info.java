/**
 * Bulk POSTs to Jolokia agents, thousands at a time on one thread. An agent that is slow, dead or answers nonsense fails
 * only its own exchange.
 */
@NullMarked
package io.farspan.core.agent;

import org.jspecify.annotations.NullMarked;
