/**
 * Runs the plugins of a function: finds them, gives each call a thread, a deadline and ways out, and takes what comes of
 * it. Whatever a plugin does costs its own answer only.
 */
@NullMarked
package io.farspan.core.plugin;

import org.jspecify.annotations.NullMarked;
