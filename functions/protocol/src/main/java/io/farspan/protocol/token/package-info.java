/**
 * The short-lived token that home signs for each function call. It binds the call to its application, location,
 * epoch and body.
 */
@NullMarked
package io.farspan.protocol.token;

import org.jspecify.annotations.NullMarked;
