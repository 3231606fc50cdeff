/**
 * The records of a stream: JSON objects in version 1 of the schema, made here without a library. Long events are split.
 */
@NullMarked
package io.farspan.agent.record;

import org.jspecify.annotations.NullMarked;
