/** Stored and arriving logs, and stored metrics. Following goes on where it was after a cut. */
@NullMarked
package io.farspan.cli.telemetry;

import org.jspecify.annotations.NullMarked;
