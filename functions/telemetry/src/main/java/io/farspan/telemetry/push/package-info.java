/**
 * Telemetry that home is sent instead of collecting it: by whom, how much, and into which streams. What the forms in which it is
 * sent have in common is here; each form is a package of its own.
 */
@NullMarked
package io.farspan.telemetry.push;

import org.jspecify.annotations.NullMarked;
