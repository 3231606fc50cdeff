/**
 * Finds the copies of logging libraries in the application's class loaders, however late they are loaded, and puts appenders
 * into them. The libraries' own types occur here only by name.
 */
@NullMarked
package io.farspan.agent.library;

import org.jspecify.annotations.NullMarked;
