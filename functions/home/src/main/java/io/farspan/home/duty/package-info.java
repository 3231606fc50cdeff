/**
 * Periodic duties: steps that are done again and again on daemon threads, with a pause that may grow while they fail and one
 * log line per change. Health checks learn here which of them have stalled.
 */
@NullMarked
package io.farspan.home.duty;

import org.jspecify.annotations.NullMarked;
