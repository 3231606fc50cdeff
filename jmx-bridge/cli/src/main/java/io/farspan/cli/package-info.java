/** The command line over the HTTP API: the root command and its surroundings. Its sub-packages are its features, one or a few commands each. */
@NullMarked
package io.farspan.cli;

import org.jspecify.annotations.NullMarked;
