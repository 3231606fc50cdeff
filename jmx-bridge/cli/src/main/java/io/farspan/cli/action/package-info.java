/** Troubleshooting actions: begun at home, followed until they have ended, shown and cancelled. An action goes on when its command ends. */
@NullMarked
package io.farspan.cli.action;

import org.jspecify.annotations.NullMarked;
