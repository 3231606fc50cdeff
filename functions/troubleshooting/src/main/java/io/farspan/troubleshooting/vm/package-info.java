/**
 * Actions at the virtual machine itself: garbage collection, flags, native memory, compiler and system properties, and any
 * operation of an MBean. All of them work with a stock Jolokia agent.
 */
@NullMarked
package io.farspan.troubleshooting.vm;

import org.jspecify.annotations.NullMarked;
