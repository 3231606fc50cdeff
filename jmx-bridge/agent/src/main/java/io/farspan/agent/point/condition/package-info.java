/**
 * The expressions of points: a small language that reads variables, fields and elements and changes nothing. An expression is
 * interpreted, and what it needs comes in two numbers and two objects, so that none of them is boxed.
 */
@NullMarked
package io.farspan.agent.point.condition;

import org.jspecify.annotations.NullMarked;
