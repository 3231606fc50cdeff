/**
 * Moving traffic away from what is broken: a plan with its evidence, safety rules, one committed change, verified and
 * written down.
 */
@NullMarked
package io.farspan.failover;

import org.jspecify.annotations.NullMarked;
