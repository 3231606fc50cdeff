/** The bridge beside a tool: RMI on the laptop, HTTPS to home. */
@NullMarked
package io.farspan.bridge.remote;

import org.jspecify.annotations.NullMarked;
