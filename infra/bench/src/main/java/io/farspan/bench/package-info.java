/**
 * Measurements, each compared with its peers in the same run on the same work. Run through {@code infra/bench.sh};
 * nothing here is published, and no test depends on a figure.
 */
@NullMarked
package io.farspan.bench;

import org.jspecify.annotations.NullMarked;
