/**
 * How bodies travel between home and its functions.
 */
@NullMarked
package io.farspan.protocol.http;

import org.jspecify.annotations.NullMarked;
