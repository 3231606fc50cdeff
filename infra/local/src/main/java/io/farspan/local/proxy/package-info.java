/**
 * Ways between two parts that take time, lose what they carry, or carry nothing: the network's faults, made on purpose.
 */
@NullMarked
package io.farspan.local.proxy;

import org.jspecify.annotations.NullMarked;
