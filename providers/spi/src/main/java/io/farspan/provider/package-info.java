/**
 * What every kind of provider has in common: how it is found by its name, given its settings and made. Each kind has a
 * package of its own beside this one.
 */
@NullMarked
package io.farspan.provider;

import org.jspecify.annotations.NullMarked;
