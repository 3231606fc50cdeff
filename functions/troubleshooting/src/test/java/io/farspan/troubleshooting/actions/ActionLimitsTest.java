package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.plugin.action.Action;
import io.farspan.protocol.json.RawJson;
import io.farspan.troubleshooting.store.ActionLimits;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.Database;
import io.farspan.troubleshooting.store.StoredAction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What one person can take of a router, its database and its ledger. */
class ActionLimitsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String COUNT = "{\"action\":\"count\",\"reason\":\"a test\"}";
    private static final Person OTHER = new Person("otto", Set.of(Roles.OPERATOR)::contains);
    private static final Function<List<RawJson>, List<RawJson>> ONE =
            requests -> List.of(RawJson.of("{\"status\":200,\"value\":1}"));

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Fleet fleet = new Fleet();
    private final CountDownLatch never = new CountDownLatch(1);
    private TestHome home;

    @AfterEach
    void close() {
        home.close();
        fleet.close();
    }

    @Test
    void onePersonCannotFillTheRouterWithActions() {
        // given
        fleet.put("aws1/i-1", this::hang);
        home = home(limits(2, 20, 20, 100, 1 << 20), CountAction.of(true));
        home.begin(TestHome.OPERATOR, COUNT);
        home.begin(TestHome.OPERATOR, COUNT);

        // when, then
        assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, COUNT)).hasMessageContaining("the most for one person");
    }

    @Test
    void onePersonCannotFillTheLedgerWithActions() {
        // given
        fleet.put("aws1/i-1", ONE);
        home = home(limits(4, 2, 20, 100, 1 << 20), CountAction.of(true));
        home.ended(home.begin(TestHome.OPERATOR, COUNT).id());
        StoredAction last = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(last.id());
        int recorded = home.ledger.size();

        // when, then
        assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, COUNT)).hasMessageContaining("within a minute");
        home.actions.cancel("shop", last.id(), TestHome.OPERATOR).await().indefinitely();
        assertThat(home.ledger).hasSize(recorded);
    }

    @Test
    void oldActionsOfAPersonMakeRoomForNewOnes() {
        // given
        fleet.put("aws1/i-1", ONE);
        home = home(limits(4, 20, 20, 2, 1 << 20), CountAction.of(true));
        StoredAction first = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(first.id());
        home.ended(home.begin(TestHome.OPERATOR, COUNT).id());
        home.ended(home.begin(TestHome.OPERATOR, COUNT).id());

        // when
        StoredAction last = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(last.id());

        // then
        assertThat(home.store.find("shop", first.id())).isEmpty();
        assertThat(home.store.newest("shop", Optional.empty(), 10))
                .hasSize(3)
                .first()
                .extracting(StoredAction::id)
                .isEqualTo(last.id());
    }

    @Test
    void actionsOfOnePersonMakeRoomForTheirOwnResultsAndForNobodyElses() {
        // given
        fleet.put("aws1/i-1", ONE);
        home = home(limits(4, 20, 20, 100, 1_500), CountAction.of(true));
        StoredAction others = home.begin(OTHER, COUNT);
        home.ended(others.id());
        StoredAction first = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(first.id());

        // when
        StoredAction last = first;
        for (int number = 0; number < 5; number++) {
            last = home.begin(TestHome.OPERATOR, COUNT);
            home.ended(last.id());
        }

        // then
        assertThat(home.store.find("shop", first.id())).isEmpty();
        assertThat(home.store.find("shop", last.id())).isPresent();
        assertThat(home.store.find("shop", others.id())).isPresent();
    }

    @Test
    void onePersonCannotLeaveAnyNumberOfChangesToBeUndone() {
        // given
        fleet.put("aws1/i-1", ONE);
        home = home(
                limits(4, 20, 1, 100, 1 << 20), new CountAction("count", true, 100, Optional.of(Duration.ofHours(1))));
        home.ended(home.begin(TestHome.OPERATOR, COUNT).id());
        int recorded = home.ledger.size();

        // when, then
        assertThatThrownBy(() -> home.begin(
                        TestHome.OPERATOR,
                        "{\"action\":\"level\",\"arguments\":{\"logger\":\"shop\",\"level\":\"FINE\"}}"))
                .hasMessageContaining("undone later, the most for one person");
        assertThat(home.ledger).hasSize(recorded);
        home.ended(home.begin(TestHome.OPERATOR, "{\"action\":\"level\",\"arguments\":{\"logger\":\"shop\"}}")
                .id());
    }

    @Test
    void roundsOfActionsThatRunAtTheSameTimeShareTheMemory() {
        // given
        fleet.put("dc1/i-1", this::hang);
        for (int number = 0; number < 4; number++) {
            fleet.put("aws1/i-" + number, ONE);
            fleet.put("az1/i-" + number, ONE);
        }
        int large = Math.toIntExact(Math.min(Integer.MAX_VALUE, ActionRun.ROUND_BYTES / 4));
        home = home(ActionLimits.USUAL, new CountAction("count", true, large, Optional.empty()));
        home.begin(TestHome.OPERATOR, "{\"action\":\"count\",\"select\":{\"locations\":[\"dc1\"]}}");

        // when
        StoredAction action = home.begin(OTHER, "{\"action\":\"count\",\"select\":{\"locations\":[\"aws1\",\"az1\"]}}");
        home.ended(action.id(), ActionState.DONE);

        // then
        assertThat(fleet.calls().stream().map(call -> call.select().instances()))
                .filteredOn(instances -> !instances.toString().contains("dc1"))
                .hasSize(4);
    }

    @Test
    void aSelectionThatNamesThousandsOfInstancesIsRefused() {
        // given
        home = home(ActionLimits.USUAL, CountAction.of(true));
        String names = IntStream.range(0, 2_000)
                .mapToObj(number -> "\"aws1/i-" + number + "\"")
                .collect(Collectors.joining(","));
        byte[] body = ("{\"action\":\"count\",\"select\":{\"instances\":[" + names + "]}}").getBytes(UTF_8);

        // when, then
        assertThatThrownBy(() -> ActionRequest.parse(body)).hasMessageContaining("'select' may have 16384 characters");
    }

    @Test
    void onePersonCannotTakeAllTurns() {
        // given
        home = home(ActionLimits.USUAL);
        ActionTurns turns = new ActionTurns();
        for (int number = 0; number < ActionTurns.MOST_OF_PERSON; number++) {
            turns.run("vera", () -> hang(List.of())).subscribe().with(result -> {});
        }

        // when, then
        assertThatThrownBy(() -> turns.run("vera", () -> 1).await().atMost(LONG))
                .hasMessageContaining("of vera are waiting, the most for one person");
        never.countDown();
        assertThat(turns.run("otto", () -> 1).await().atMost(LONG)).isEqualTo(1);
        assertThat(turns.run("vera", () -> 1).await().atMost(LONG)).isEqualTo(1);
    }

    private static ActionLimits limits(int running, int begun, int toUndo, int kept, long bytesOfPerson) {
        return new ActionLimits(running, 16, begun, toUndo, kept, 1 << 20, bytesOfPerson, 1 << 20);
    }

    private TestHome home(ActionLimits limits, Action... more) {
        return new TestHome(DATABASE, fleet, 1, limits, more);
    }

    private List<RawJson> hang(List<RawJson> requests) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ONE.apply(requests);
    }
}
