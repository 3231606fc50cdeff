/**
 * A real PostgreSQL for tests. It runs once in a test run, and each test class has a database of its own in it.
 */
@NullMarked
package io.farspan.testkit.postgres;

import org.jspecify.annotations.NullMarked;
