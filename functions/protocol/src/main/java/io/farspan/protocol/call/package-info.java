/**
 * What a tool asks of an application and what it gets back. One {@link ManagementCall} is answered by one
 * {@link UnifiedAnswer} made of one {@link Outcome} per instance.
 */
@NullMarked
package io.farspan.protocol.call;

import org.jspecify.annotations.NullMarked;
