/**
 * The action {@code histogram}: the classes of the objects on the heaps of all instances, and what has come to them since an
 * earlier histogram.
 */
@NullMarked
package io.farspan.troubleshooting.histogram;

import org.jspecify.annotations.NullMarked;
