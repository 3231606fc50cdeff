package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Optional;

import io.farspan.protocol.verdict.Verdict;

/**
 * A change of a verdict.
 *
 * @param application the application
 * @param at the time
 * @param before the verdict that no longer holds, if any
 * @param after the verdict that now holds, if any
 */
public record VerdictChange(String application, Instant at, Optional<Verdict> before, Optional<Verdict> after) {}
