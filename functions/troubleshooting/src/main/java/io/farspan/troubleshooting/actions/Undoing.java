package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.mutiny.TimeoutException;
import org.jboss.logging.Logger;

import io.farspan.home.gate.OutgoingCalls;
import io.farspan.plugin.action.ActionAnswer;
import io.farspan.plugin.action.ActionRevert;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.StoredAction;

/**
 * Undoes what actions changed when its time is over. An instance that cannot be reached is tried again until an hour later; one
 * that the map has no longer needs nothing. It blocks, on the thread that looks after actions.
 */
final class Undoing {

    private static final Logger LOG = Logger.getLogger(Undoing.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration GIVEN_UP = Duration.ofHours(1);
    private static final Duration CALL = Duration.ofSeconds(10);

    private final ActionParts parts;
    private final ActionCatalog catalog;
    private final ActionLedger ledger;
    private final Map<UUID, Instant> next = new ConcurrentHashMap<>();

    Undoing(ActionParts parts, ActionCatalog catalog, ActionLedger ledger) {
        this.parts = parts;
        this.catalog = catalog;
        this.ledger = ledger;
    }

    /** Undoes an action, unless that was tried shortly before. */
    void undo(StoredAction action) {
        Instant now = Instant.now();
        if (now.isBefore(next.getOrDefault(action.id(), Instant.MIN))) {
            return;
        }
        if (!parts.store().take(action.id(), action.hold())) {
            next.remove(action.id());
            return;
        }
        next.put(action.id(), now.plus(AGAIN));
        Set<String> trouble = new TreeSet<>();
        try {
            ActionRevert revert = revert(action);
            groups(action, revert, trouble)
                    .forEach((requests, instances) -> trouble.addAll(ask(action, revert, requests, instances)));
        } catch (FarspanException e) {
            throw e;
        } catch (IllegalArgumentException | PluginCode.Defect e) {
            trouble.add(Text.escape(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) { // a fault of ours: given up in an hour, too
            LOG.warnf(e, "action %s could not be undone", action.id());
            trouble.add(Text.escape(String.valueOf(e.getMessage())));
        }
        boolean givenUp = now.isAfter(action.undo().orElseThrow().at().plus(GIVEN_UP));
        if (trouble.isEmpty() || givenUp) {
            Optional<String> failure = trouble.stream().findFirst().map(Undoing::failure);
            ledger.undone(action, failure).await().indefinitely(); // the ledger never waits for its database
            parts.store().undone(action.id(), action.hold(), now, failure.orElse(null));
            next.remove(action.id());
        } else {
            LOG.debugf("action %s is not undone everywhere yet: %s", action.id(), trouble);
        }
    }

    private static String failure(String first) {
        return "It could not be undone everywhere within an hour: " + first;
    }

    private ActionRevert revert(StoredAction action) {
        return catalog.find(action.name())
                .flatMap(kind -> PluginPlan.of(kind, action.arguments()).revert())
                .orElseThrow(() -> new IllegalArgumentException(
                        "this router has no action '" + action.name() + "' that could undo it"));
    }

    /** The instances that are asked the same. */
    private Map<List<JolokiaRequest>, Set<InstanceId>> groups(
            StoredAction action, ActionRevert revert, Set<String> trouble) {
        Map<List<JolokiaRequest>, Set<InstanceId>> groups = new LinkedHashMap<>();
        parts.store().results().forEachToUndo(action.id(), (id, state) -> {
            try {
                List<JolokiaRequest> requests = PluginCode.call(() -> List.copyOf(revert.requests(state.tree())));
                groups.computeIfAbsent(requests, key -> new TreeSet<>()).add(id);
            } catch (PluginCode.Defect e) {
                trouble.add("what is to be asked of " + id + " is not known: " + e.getMessage());
            }
        });
        Optional.ofNullable(groups.remove(List.<JolokiaRequest>of()))
                .ifPresent(unchanged -> parts.store().outcomes().markUndone(action.id(), unchanged));
        return groups;
    }

    /** Asks, and says what failed. */
    private List<String> ask(
            StoredAction action, ActionRevert revert, List<JolokiaRequest> requests, Set<InstanceId> instances) {
        try {
            ManagementCall call = new ManagementCall(
                    action.application(),
                    new InstanceSelector(Set.of(), instances, Map.of()),
                    requests,
                    List.of(),
                    CALL);
            List<String> trouble = new ArrayList<>();
            List<InstanceId> done = new ArrayList<>();
            Set<InstanceId> silent = new TreeSet<>(instances);
            parts.calls().stream(ActionParts.person(action), call)
                    .collect()
                    .asList()
                    .await()
                    .atMost(CALL.plus(AGAIN))
                    .forEach(line -> {
                        if (line instanceof OutgoingCalls.Line.Arrived arrived
                                && silent.remove(arrived.outcome().instance())) {
                            failure(revert, arrived.outcome())
                                    .ifPresentOrElse(
                                            trouble::add,
                                            () -> done.add(arrived.outcome().instance()));
                        } else if (line instanceof OutgoingCalls.Line.Summary summary) {
                            summary.summary().problems().values().stream()
                                    .map(Problem::detail)
                                    .forEach(trouble::add);
                        }
                    });
            silent.forEach(id -> trouble.add("nothing was heard of " + id));
            parts.store().outcomes().markUndone(action.id(), done);
            return trouble;
        } catch (FarspanException e) {
            return List.of(e.problem().detail());
        } catch (TimeoutException e) {
            return List.of("no answer came within " + CALL.plus(AGAIN).toSeconds() + " s");
        } catch (RuntimeException e) {
            LOG.warnf(e, "instances could not be asked to undo action %s", action.id());
            return List.of("instances could not be asked: " + Text.escape(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> failure(ActionRevert revert, Outcome outcome) {
        if (outcome.problem().isPresent()) {
            Problem problem = outcome.problem().get();
            return problem.code() == ProblemCode.INSTANCE_UNKNOWN ? Optional.empty() : Optional.of(problem.detail());
        }
        ActionAnswer answer =
                new ActionAnswer(outcome.instance(), outcome.responses().orElseThrow());
        try {
            return PluginCode.call(() -> revert.isUndone(answer))
                    ? Optional.empty()
                    : Optional.of(outcome.instance() + " refused it: " + reason(answer));
        } catch (PluginCode.Defect e) {
            return Optional.of("what " + outcome.instance() + " answered cannot be read: " + e.getMessage());
        }
    }

    private static String reason(ActionAnswer answer) {
        return answer.responses().stream()
                .map(RawJson::tree)
                .filter(response -> !JolokiaResponse.succeeded(response))
                .findFirst()
                .map(response -> Names.shorten(response.path("error").asText("no reason given")))
                .orElse("it answered something else");
    }
}
