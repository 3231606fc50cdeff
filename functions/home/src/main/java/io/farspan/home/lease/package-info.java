/**
 * The lease that decides which router is home: its renewal, expiry and takeover, and the fence around everything that
 * only home may do.
 */
@NullMarked
package io.farspan.home.lease;

import org.jspecify.annotations.NullMarked;
