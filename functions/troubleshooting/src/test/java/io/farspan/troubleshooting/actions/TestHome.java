package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.lease.Fence;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.plugin.action.Action;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.plugin.Plugin;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.plugin.Plugins;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionLimits;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.ActionStore;
import io.farspan.troubleshooting.store.Database;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.StoredAction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/** A router that is home under an epoch until a test says otherwise. */
final class TestHome implements AutoCloseable {

    static final String SHOP = "shop";
    static final Person OPERATOR = new Person("olga", Set.of(Roles.OPERATOR)::contains);
    static final Person VIEWER = new Person("vera", Set.of(Roles.VIEWER)::contains);

    final ActionStore store;
    final ActionRunner runner;
    final Actions actions;
    final List<LedgerEntry> ledger = new CopyOnWriteArrayList<>();
    volatile Runnable whenRecorded = () -> {};
    private volatile boolean home = true;
    private volatile Duration ahead = Duration.ZERO;

    TestHome(Database database, Fleet fleet, long epoch, ActionLimits limits, Action... more) {
        store = ActionStore.in(database.store(), limits);
        Fence fence = application -> {
            if (!home) {
                throw new FarspanException(ProblemCode.NOT_HOME, "another router is home");
            }
            return Optional.of(new Fence.Permit(epoch, Duration.ofSeconds(5)));
        };
        ActionLedger entries = new ActionLedger(
                entry -> {
                    ledger.add(entry);
                    whenRecorded.run();
                    return Uni.createFrom().voidItem();
                },
                () -> false,
                "dc1");
        Plugins<Action> own = PluginFolder.none(getClass().getClassLoader()).find(Action.class, Action::name);
        ActionCatalog catalog = new ActionCatalog(new Plugins<>(
                Stream.concat(
                                own.usable().stream(),
                                Stream.of(more).map(action -> new Plugin<>(action.name(), action, "test")))
                        .toList(),
                List.of()));
        runner = new ActionRunner(
                new ActionParts(store, fleet, fence, new Completion(store, entries), () -> Instant.now()
                        .plus(ahead)),
                catalog,
                entries,
                application -> home);
        actions = new Actions(
                catalog,
                store,
                fleet,
                runner,
                entries,
                fence,
                application -> Uni.createFrom().item(fleet::map),
                Duration.ofDays(1));
    }

    /** Begins to look after actions by itself. */
    TestHome start() {
        runner.start(List.of(SHOP));
        return this;
    }

    /** Makes its clock go forward. */
    void pass(Duration time) {
        ahead = time;
    }

    /** Is home no longer, and does nothing more. */
    void die() {
        home = false;
        runner.close();
    }

    StoredAction begin(Person person, String body) {
        return actions.begin(SHOP, person, ActionRequest.parse(body.getBytes(UTF_8)))
                .await()
                .indefinitely();
    }

    /** The action once all is done that comes after its end. */
    StoredAction ended(UUID id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> find(id).complete());
        return find(id);
    }

    StoredAction ended(UUID id, ActionState state) {
        StoredAction action = ended(id);
        if (action.state() != state) {
            throw new AssertionError("The action is " + action.state() + ": " + action.detail());
        }
        return action;
    }

    StoredAction find(UUID id) {
        return store.find(SHOP, id).orElseThrow();
    }

    RawJson merged(UUID id) {
        return store.merged(id).orElseThrow();
    }

    List<InstanceOutcome> outcomes(UUID id) {
        return store.outcomes().list(id, Optional.empty());
    }

    List<String> recorded() {
        return ledger.stream().map(LedgerEntry::what).toList();
    }

    @Override
    public void close() {
        die();
    }
}
