/**
 * A disk for tests that can really be full: a file system of its own size. Where none can be mounted its tests are skipped, and
 * say why.
 */
@NullMarked
package io.farspan.testkit.disk;

import org.jspecify.annotations.NullMarked;
