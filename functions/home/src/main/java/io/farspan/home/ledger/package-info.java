/**
 * The ledger: who changed what, when, why, on what evidence, from what to what; hash-chained in PostgreSQL, with its end
 * known outside of it. Entries wait on disk while the store is down.
 */
@NullMarked
package io.farspan.home.ledger;

import org.jspecify.annotations.NullMarked;
