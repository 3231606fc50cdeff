/** Profiles in the configuration file: listed, shown, chosen, changed and removed. A password is never written there. */
@NullMarked
package io.farspan.cli.config;

import org.jspecify.annotations.NullMarked;
