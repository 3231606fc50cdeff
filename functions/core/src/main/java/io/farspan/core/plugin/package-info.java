/**
 * Runs the plugins of a function: finds them, gives each call a thread, a deadline and access to agents and HTTP
 * services, and checks its answer. Whatever a plugin does affects only its own answer.
 */
@NullMarked
package io.farspan.core.plugin;

import org.jspecify.annotations.NullMarked;
