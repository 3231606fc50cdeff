/**
 * Where telemetry is kept: an interface, and PostgreSQL behind it. A stream's checkpoint advances in the transaction that
 * stores the records before it, so that nothing is lost and nothing is stored twice, whoever is killed when.
 */
@NullMarked
package io.farspan.telemetry.store;

import org.jspecify.annotations.NullMarked;
