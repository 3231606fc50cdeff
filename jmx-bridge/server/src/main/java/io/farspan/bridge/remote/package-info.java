/** The bridge on a tool's own machine. It speaks RMI on that machine and HTTPS to home. */
@NullMarked
package io.farspan.bridge.remote;

import org.jspecify.annotations.NullMarked;
