/**
 * Moves traffic away from broken locations, and home from one router to another. Each move is planned with its
 * evidence, checked against the safety rules, committed as one change, verified and recorded.
 */
@NullMarked
package io.farspan.failover;

import org.jspecify.annotations.NullMarked;
