package io.farspan.troubleshooting.actions;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.farspan.home.ledger.Ledger;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.Progress;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * Records what becomes of actions. An entry has an id of its action, of what became of it and of who did that, so that writing it
 * twice has the effect of writing it once.
 */
@Singleton
class ActionLedger {

    private static final String KIND = "action";
    private static final int MOST_NAMED = 100;

    private final Function<LedgerEntry, Uni<Void>> ledger;
    private final BooleanSupplier crowded;
    private final String router;

    @Inject
    ActionLedger(Ledger ledger, RouterConfig config) {
        this(ledger::append, ledger::isCrowded, config.location().orElse("home"));
    }

    ActionLedger(Function<LedgerEntry, Uni<Void>> ledger, BooleanSupplier crowded, String router) {
        this.ledger = ledger;
        this.crowded = crowded;
        this.router = router;
    }

    /** Fails with {@code TOO_MUCH} when the ledger has no room, so that nothing is done unrecorded. */
    void requireRoom() {
        if (crowded.getAsBoolean()) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The ledger's database cannot be written and too many entries are waiting for it, so actions are"
                            + " refused. Nothing was sent. Bring the database back (the ledger's API says what is wrong with"
                            + " it).");
        }
    }

    Uni<Void> begins(StoredAction action, int instances) {
        Map<String, Object> details = new TreeMap<>();
        details.put("action", action.id());
        details.put("arguments", action.shown());
        details.put("select", selected(action.select()));
        details.put("deadline", action.deadline());
        details.put(
                "requests",
                action.accesses().stream().map(request -> request.words()).toList());
        action.undo().ifPresent(undo -> details.put("undoneAt", undo.at()));
        return append(
                action,
                "begin",
                action.person(),
                "begins " + action.name() + " at " + instances + " instances",
                action.reason().isEmpty() ? "asked for by " + action.person() : action.reason(),
                Optional.of(details));
    }

    /** That an action was not begun after all, as when another one came first. */
    Uni<Void> refused(StoredAction action, Throwable failure) {
        return append(
                action,
                "refuse",
                "farspan",
                "could not begin " + action.name() + " of " + action.person(),
                failure instanceof FarspanException why ? why.problem().detail() : failure.toString(),
                Optional.of(Map.of("action", action.id())));
    }

    /** The selection; of many that are named one by one the first, and how many. */
    private static Object selected(InstanceSelector select) {
        return select.instances().size() <= MOST_NAMED
                ? select
                : Map.of(
                        "instances",
                        new TreeSet<>(select.instances())
                                .stream().limit(MOST_NAMED).toList(),
                        "count",
                        select.instances().size());
    }

    Uni<Void> cancels(StoredAction action, String person) {
        return append(
                action,
                "cancel",
                person,
                "cancels " + action.name() + " of " + action.person(),
                "asked for by " + person,
                Optional.of(Map.of("action", action.id())));
    }

    Uni<Void> ended(StoredAction action, Progress progress) {
        Map<String, Object> details = new TreeMap<>();
        details.put("action", action.id());
        details.put("progress", progress);
        return append(
                action,
                "end",
                "farspan",
                action.name() + " of " + action.person() + " is " + action.state() + ": " + progress.answered() + " of "
                        + progress.instances() + " instances answered",
                action.detail().orElse("it has ended"),
                Optional.of(details));
    }

    Uni<Void> undone(StoredAction action, Optional<String> failure) {
        return append(
                action,
                "undo",
                "farspan",
                failure.isEmpty()
                        ? "undid " + action.name() + " of " + action.person()
                        : "could not undo " + action.name() + " of " + action.person() + " everywhere",
                failure.orElse("its time was over, or it was cancelled"),
                Optional.of(Map.of("action", action.id())));
    }

    private Uni<Void> append(
            StoredAction action,
            String step,
            String who,
            String what,
            String why,
            Optional<Map<String, Object>> after) {
        return ledger.apply(new LedgerEntry(
                UUID.nameUUIDFromBytes((action.id() + " " + step + " " + who).getBytes(StandardCharsets.UTF_8)),
                action.application(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                router,
                KIND,
                who,
                what,
                why,
                List.of(),
                Optional.empty(),
                after.map(details -> Json.wire().valueToTree(details))));
    }
}
