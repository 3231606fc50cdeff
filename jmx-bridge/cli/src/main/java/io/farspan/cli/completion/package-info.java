/** Completion for bash, zsh and fish. The scripts are made of the commands there are, and read names from a file without starting a JVM. */
@NullMarked
package io.farspan.cli.completion;

import org.jspecify.annotations.NullMarked;
