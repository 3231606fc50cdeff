package io.farspan.protocol.verdict;

import java.time.Instant;
import java.util.List;

/**
 * A judgement on one component.
 *
 * @param kind what is wrong
 * @param component what it is wrong with
 * @param confidence 0 to 1: how likely it is, given what was seen
 * @param since when the first failure that it explains was seen
 * @param evidence the edges it is based on, in words: who tried to reach what, how often, with which result
 * @param witnesses how many independent vantage points besides home agree
 */
public record Verdict(
        VerdictKind kind, Component component, double confidence, Instant since, List<String> evidence, int witnesses) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    /** Whether it is the same judgement, whatever its evidence. */
    public boolean isSameAs(Verdict other) {
        return kind == other.kind && component.equals(other.component);
    }
}
