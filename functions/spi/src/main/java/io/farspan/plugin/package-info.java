/**
 * What a third party adds to the functions: a {@link io.farspan.plugin.FunctionPlugin} runs beside the instances of a
 * location and answers for them. Who may call it, how long, how much and in whose name is Farspan's, not the plugin's.
 */
@NullMarked
package io.farspan.plugin;

import org.jspecify.annotations.NullMarked;
