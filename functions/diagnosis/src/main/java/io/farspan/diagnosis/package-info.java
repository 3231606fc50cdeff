/**
 * Application or connection: looks at every edge between home, functions and instances, finds the smallest set of faults
 * that explains what is seen, and says so with its evidence. Judges; acts on nothing.
 */
@NullMarked
package io.farspan.diagnosis;

import org.jspecify.annotations.NullMarked;
