/**
 * An application that writes numbered lines and events, and keeps account of them itself. Whoever counts what arrived
 * counts by these numbers, and not by what the parts under test say.
 */
@NullMarked
package io.farspan.local.generator;

import org.jspecify.annotations.NullMarked;
