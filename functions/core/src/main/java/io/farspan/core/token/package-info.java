/**
 * What a function demands of a call's token before it does anything.
 */
@NullMarked
package io.farspan.core.token;

import org.jspecify.annotations.NullMarked;
