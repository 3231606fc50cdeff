/** Callers and their roles, as resources and the gate share them. */
@NullMarked
package io.farspan.home.caller;

import org.jspecify.annotations.NullMarked;
