/** The aggregates that a call asks for, including those inside composite values. */
@NullMarked
package io.farspan.router.unify;

import org.jspecify.annotations.NullMarked;
