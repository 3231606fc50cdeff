/**
 * The diagnosis of whether the application or the connection is at fault: measures every edge between home, functions
 * and instances and finds the smallest set of faults that explains the observations. It reports verdicts with their
 * evidence and takes no action.
 */
@NullMarked
package io.farspan.diagnosis;

import org.jspecify.annotations.NullMarked;
