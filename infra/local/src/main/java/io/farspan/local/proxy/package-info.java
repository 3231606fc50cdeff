/**
 * A way between two parts that takes time.
 */
@NullMarked
package io.farspan.local.proxy;

import org.jspecify.annotations.NullMarked;
