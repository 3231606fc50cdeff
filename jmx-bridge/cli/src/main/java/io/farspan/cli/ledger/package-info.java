/** The ledger: who changed what, when and why. Its hash chain can be verified. */
@NullMarked
package io.farspan.cli.ledger;

import org.jspecify.annotations.NullMarked;
