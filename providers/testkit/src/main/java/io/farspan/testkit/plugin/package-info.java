/**
 * Jars that a test drops into a folder of plugins. They are compiled while the test runs, so that nothing of them is on the
 * test's own class path.
 */
@NullMarked
package io.farspan.testkit.plugin;

import org.jspecify.annotations.NullMarked;
