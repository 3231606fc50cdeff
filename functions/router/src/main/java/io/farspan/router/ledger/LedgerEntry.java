package io.farspan.router.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.Json;

/**
 * One entry of the ledger.
 *
 * @param id unique, so that writing it twice is as writing it once
 * @param application the application
 * @param at when, by the clock of the router that wrote it
 * @param router the location of that router
 * @param kind {@code call}, {@code map}, {@code verdict}, {@code failover} or {@code home}
 * @param who a user, or {@code farspan} where it acted by itself
 * @param what what happened, in a line
 * @param why the reason that was given, or the rule that applied
 * @param evidence what it was decided on
 * @param before how it was
 * @param after how it is
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record LedgerEntry(
        UUID id,
        String application,
        Instant at,
        String router,
        String kind,
        String who,
        String what,
        String why,
        List<String> evidence,
        Optional<JsonNode> before,
        Optional<JsonNode> after) {

    public LedgerEntry {
        evidence = List.copyOf(evidence);
    }

    /** An entry of now. */
    public static LedgerEntry of(
            String application,
            String router,
            String kind,
            String who,
            String what,
            String why,
            List<String> evidence,
            Optional<?> before,
            Optional<?> after) {
        return new LedgerEntry(
                UUID.randomUUID(),
                application,
                Instant.now(),
                router,
                kind,
                who,
                what,
                why,
                evidence,
                before.map(LedgerEntry::tree),
                after.map(LedgerEntry::tree));
    }

    private static JsonNode tree(Object value) {
        return Json.wire().valueToTree(value);
    }
}
