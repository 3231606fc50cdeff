/** The action {@code level}: reads or sets the level of a logger of {@code java.util.logging}, and sets it back by itself. */
@NullMarked
package io.farspan.troubleshooting.level;

import org.jspecify.annotations.NullMarked;
