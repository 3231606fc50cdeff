/**
 * One value made of many: the aggregates that a call asks for, also inside composite values.
 */
@NullMarked
package io.farspan.router.unify;

import org.jspecify.annotations.NullMarked;
