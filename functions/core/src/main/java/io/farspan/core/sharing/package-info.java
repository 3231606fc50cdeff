/**
 * What replicas answer alike when one call asks them the same: kept once, read once, and recognized while it arrives. Knows
 * responses only, neither connections nor calls.
 */
@NullMarked
package io.farspan.core.sharing;

import org.jspecify.annotations.NullMarked;
