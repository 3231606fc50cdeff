package io.farspan.home.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.farspan.protocol.call.Text;
import io.farspan.protocol.json.Json;

/**
 * One entry of the ledger. Control characters in its texts are escaped, so that any entry can be stored, found and
 * shown.
 *
 * @param id the unique id, which makes writing an entry idempotent
 * @param application the application
 * @param at the time, by the clock of the router that wrote it
 * @param router that router's location
 * @param kind {@code call}, {@code map}, {@code verdict}, {@code failover}, {@code home} or {@code login}
 * @param who the user, or {@code farspan} for an automatic action
 * @param what what happened, in one line
 * @param why the reason given, or the rule that applied
 * @param evidence the facts it was decided on
 * @param before the state before
 * @param after the state after
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
        router = Text.escape(router);
        kind = Text.escape(kind);
        who = Text.escape(who);
        what = Text.escape(what);
        why = Text.escape(why);
        evidence = evidence.stream().map(Text::escape).toList();
        before = before.map(LedgerEntry::escaped);
        after = after.map(LedgerEntry::escaped);
    }

    /** An entry at the present time. */
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
                Instant.now().truncatedTo(ChronoUnit.MICROS), // the database's precision
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

    private static JsonNode escaped(JsonNode tree) {
        if (tree instanceof TextNode text) {
            return TextNode.valueOf(Text.escape(text.textValue()));
        }
        if (tree instanceof ArrayNode list) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(item -> copy.add(escaped(item)));
            return copy;
        }
        if (tree instanceof ObjectNode members) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            members.properties().forEach(member -> copy.set(Text.escape(member.getKey()), escaped(member.getValue())));
            return copy;
        }
        return tree;
    }
}
