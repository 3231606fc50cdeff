/**
 * Matchers of labels, as Prometheus' selectors have them. A caller's regular expression takes time that is linear in what it
 * reads (RE2), and its size and all time together are bounded.
 */
@NullMarked
package io.farspan.telemetry.matching;

import org.jspecify.annotations.NullMarked;
