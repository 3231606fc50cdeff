package io.farspan.protocol.verdict;

import java.time.Instant;
import java.util.List;

/**
 * A judgement on one component.
 *
 * @param kind what is the matter
 * @param component what it is the matter with: {@code instance aws1/i-7}, {@code function aws1}, {@code location aws1},
 *     {@code link dc1→aws1}, {@code observer dc1}, {@code dns 10.0.0.53:53}, {@code application shop}
 * @param confidence 0 to 1: how likely it is, given what was seen
 * @param since when the first failure that it explains was seen
 * @param evidence the edges it stands on, in words: who tried to reach what, how often, how it ended
 * @param witnesses how many independent vantages besides home agree
 */
public record Verdict(
        VerdictKind kind, String component, double confidence, Instant since, List<String> evidence, int witnesses) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    /** The name of an instance as a component. */
    public static String instance(Object id) {
        return "instance " + id;
    }

    /** The name of a function as a component. */
    public static String function(String location) {
        return "function " + location;
    }

    /** The name of a location as a component. */
    public static String location(String location) {
        return "location " + location;
    }

    /** The name of a link, from the one who tried to the one who was not reached. */
    public static String link(String from, String to) {
        return "link " + from + "→" + to;
    }

    /** Whether it is the same judgement, whatever its evidence. */
    public boolean isSameAs(Verdict other) {
        return kind == other.kind && component.equals(other.component);
    }
}
