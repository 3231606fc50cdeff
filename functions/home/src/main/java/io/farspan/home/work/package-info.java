/**
 * Bounds on the router's work: a limit on the bytes held in memory for each caller, and the threads that handle large
 * bodies and answers.
 */
@NullMarked
package io.farspan.home.work;

import org.jspecify.annotations.NullMarked;
