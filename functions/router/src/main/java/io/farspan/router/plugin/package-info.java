/**
 * The functions' plugins as home calls them: every location at once, by the role that each plugin declares, with one
 * answer of outcomes.
 */
@NullMarked
package io.farspan.router.plugin;

import org.jspecify.annotations.NullMarked;
