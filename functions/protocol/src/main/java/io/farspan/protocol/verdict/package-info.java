/**
 * Judgements: which component is at fault, with the evidence for it.
 */
@NullMarked
package io.farspan.protocol.verdict;

import org.jspecify.annotations.NullMarked;
