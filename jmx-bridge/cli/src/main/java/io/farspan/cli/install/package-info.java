/** The launcher and the archive of loaded classes that makes it start fast. Both are made of the jar alone. */
@NullMarked
package io.farspan.cli.install;

import org.jspecify.annotations.NullMarked;
