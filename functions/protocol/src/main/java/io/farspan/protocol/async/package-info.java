/** Asynchronous results: sharing one that is under way, and delays that every timer takes. */
@NullMarked
package io.farspan.protocol.async;

import org.jspecify.annotations.NullMarked;
