/** Plugins of the functions: what is installed, and calls. A plugin's body and answer are JSON. */
@NullMarked
package io.farspan.cli.plugin;

import org.jspecify.annotations.NullMarked;
