package io.farspan.home.map;

import java.util.List;

/**
 * Why the map is changed.
 *
 * @param kind what the ledger calls it: {@code map} or {@code failover} or {@code home}
 * @param who a user, or {@code farspan} where it acts by itself
 * @param what in a line
 * @param why the reason that was given, or the rule that applied
 * @param evidence what it was decided on
 */
public record Reason(String kind, String who, String what, String why, List<String> evidence) {

    public Reason {
        evidence = List.copyOf(evidence);
    }
}
