/**
 * The HTTP servers of the emulated platforms: plain on loopback, or with the stack's certificate.
 */
@NullMarked
package io.farspan.local.http;

import org.jspecify.annotations.NullMarked;
