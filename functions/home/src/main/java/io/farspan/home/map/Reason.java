package io.farspan.home.map;

import java.util.List;

/**
 * The reason for a change of the map, as the ledger records it.
 *
 * @param kind the ledger's kind: {@code map}, {@code failover} or {@code home}
 * @param who the user, or {@code farspan} for an automatic action
 * @param what the change, in one line
 * @param why the reason given, or the rule that applied
 * @param evidence the facts it was decided on
 */
public record Reason(String kind, String who, String what, String why, List<String> evidence) {

    public Reason {
        evidence = List.copyOf(evidence);
    }
}
