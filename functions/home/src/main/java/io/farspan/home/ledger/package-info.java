/**
 * The ledger: who changed what, when, why and on what evidence, hash-chained in PostgreSQL, with the end of each chain
 * also kept outside of it. Entries wait on disk while the database is down.
 */
@NullMarked
package io.farspan.home.ledger;

import org.jspecify.annotations.NullMarked;
