/** Moves of traffic and of home, each tried before it is made. What is about to change is shown first. */
@NullMarked
package io.farspan.cli.move;

import org.jspecify.annotations.NullMarked;
