/**
 * Every change of the map goes through here: only while this router is home, by compare-and-set, and into the ledger.
 */
@NullMarked
package io.farspan.router.change;

import org.jspecify.annotations.NullMarked;
