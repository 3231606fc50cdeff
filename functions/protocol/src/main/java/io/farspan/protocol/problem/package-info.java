/**
 * Failures as data: RFC 9457 problems, their fixed codes, and the one exception that carries them. A problem says
 * what failed, for whom, and what to do next.
 */
@NullMarked
package io.farspan.protocol.problem;

import org.jspecify.annotations.NullMarked;
