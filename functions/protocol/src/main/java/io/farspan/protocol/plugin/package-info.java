/**
 * What a third party adds by dropping in a jar: how such jars are found, and what is refused of them. It is the same for
 * the functions' plugins and for the router's providers, actions and alert sinks.
 */
@NullMarked
package io.farspan.protocol.plugin;

import org.jspecify.annotations.NullMarked;
