/**
 * JSON as Farspan reads and writes it. Values that are only passed on stay the bytes they were.
 */
@NullMarked
package io.farspan.protocol.json;

import org.jspecify.annotations.NullMarked;
