/** Links between two parts that are slow, lose data, or carry nothing: network faults, made on purpose. */
@NullMarked
package io.farspan.local.proxy;

import org.jspecify.annotations.NullMarked;
