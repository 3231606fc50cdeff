package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Optional;

import io.farspan.protocol.verdict.Verdict;

/**
 * A verdict that came or went.
 *
 * @param application the application
 * @param at when
 * @param before the verdict that no longer holds
 * @param after the verdict that now does
 */
public record VerdictChange(String application, Instant at, Optional<Verdict> before, Optional<Verdict> after) {}
