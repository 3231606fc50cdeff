/**
 * JSON as Farspan reads and writes it. Values that nobody on the way needs to understand stay the bytes they were.
 */
@NullMarked
package io.farspan.protocol.json;

import org.jspecify.annotations.NullMarked;
