/** Where home is and who asks: the configuration file, the environment and passwords. Options override the environment, which overrides the file. */
@NullMarked
package io.farspan.cli.profile;

import org.jspecify.annotations.NullMarked;
