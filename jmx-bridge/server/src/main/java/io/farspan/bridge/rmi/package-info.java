/**
 * The RMI edge: a registry and one connector server per view, all on one port.
 */
@NullMarked
package io.farspan.bridge.rmi;

import org.jspecify.annotations.NullMarked;
