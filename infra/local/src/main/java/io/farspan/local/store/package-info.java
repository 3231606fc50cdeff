/**
 * PostgreSQL on this machine, without an installed one.
 */
@NullMarked
package io.farspan.local.store;

import org.jspecify.annotations.NullMarked;
