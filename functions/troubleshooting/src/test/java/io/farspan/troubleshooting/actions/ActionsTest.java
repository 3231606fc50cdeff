package io.farspan.troubleshooting.actions;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.ledger.LedgerEntry;
import io.farspan.plugin.action.Action;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionLimits;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.Database;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.OutcomeState;
import io.farspan.troubleshooting.store.Progress;
import io.farspan.troubleshooting.store.ResultStore;
import io.farspan.troubleshooting.store.StoredAction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Actions over a real PostgreSQL, at instances of which some have a real, stock Jolokia agent. */
class ActionsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String COUNT = "{\"action\":\"count\",\"reason\":\"a test\"}";
    private static final Person OTHER = new Person("otto", Set.of(Roles.OPERATOR)::contains);
    private static final Function<List<RawJson>, List<RawJson>> ONE =
            requests -> List.of(RawJson.of("{\"status\":200,\"value\":1}"));

    @RegisterExtension
    static final Database DATABASE = new Database();

    private static StockAgent agent;

    private final Fleet fleet = new Fleet();
    private final List<TestHome> homes = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startAgent() {
        agent = new StockAgent();
    }

    @AfterAll
    static void stopAgent() {
        agent.close();
    }

    @AfterEach
    void close() {
        homes.forEach(TestHome::close);
        fleet.close();
    }

    @Test
    void anActionIsCarriedOutAtRealAgentsMergedAndRecorded() {
        // given
        fleet.put("aws1/i-1", agent::ask);
        fleet.put("az1/i-2", agent::ask);
        fleet.fail("az1/i-3", ProblemCode.INSTANCE_UNREACHABLE);
        TestHome home = home(1);

        // when
        StoredAction action = home.begin(TestHome.OPERATOR, "{\"action\":\"gc\",\"reason\":\"memory is short\"}");
        home.ended(action.id(), ActionState.DONE);

        // then
        assertThat(home.store.outcomes().progress(action.id())).isEqualTo(new Progress(3, 0, 2, 1, 0));
        assertThat(home.merged(action.id()).tree().path("instances").asInt()).isEqualTo(2);
        assertThat(home.merged(action.id()).tree().path("usedAfter").asLong()).isPositive();
        assertThat(home.outcomes(action.id()).get(2).problem())
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.INSTANCE_UNREACHABLE));
        assertThat(fleet.calls()).hasSize(1);
        assertThat(home.recorded())
                .containsExactly("begins gc at 3 instances", "gc of olga is DONE: 2 of 3 instances answered");
        assertThat(home.ledger.get(0).why()).isEqualTo("memory is short");
    }

    @Test
    void anActionThatIsNotGrantedIsRefusedBeforeAnythingIsStoredOrSent() {
        // given
        fleet.put("aws1/i-1", ONE);
        fleet.refused = "count";
        TestHome home = home(1, CountAction.of(true));

        // when, then
        assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, COUNT)).hasMessageContaining("not granted");
        assertThatThrownBy(() -> home.begin(TestHome.VIEWER, COUNT)).hasMessageContaining("needs the role operator");
        assertThat(home.store.newest("shop", Optional.empty(), 10)).isEmpty();
        assertThat(fleet.calls()).isEmpty();
        assertThat(home.ledger).isEmpty();
    }

    @Test
    void largeAnswersAreFetchedInRoundsOfEachLocationsInstances() {
        // given
        for (int number = 0; number < 4; number++) {
            fleet.put("aws1/i-" + number, ONE);
            fleet.put("az1/i-" + number, ONE);
        }
        int large = Math.toIntExact(Math.min(Integer.MAX_VALUE, ActionRun.ROUND_BYTES / 4));
        TestHome home = home(1, new CountAction("count", true, large, Optional.empty()));

        // when
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.DONE);

        // then
        assertThat(fleet.calls()).hasSize(2);
        assertThat(fleet.calls().get(0).select().instances()).hasSize(4);
        assertThat(locations(fleet.calls().get(0))).containsExactlyInAnyOrder("aws1", "az1");
        assertThat(home.merged(action.id()).tree().path("count").asInt()).isEqualTo(8);
    }

    @Test
    void theNextHomeAsksOnlyThoseThatHaveNoOutcomeYet() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        fleet.put("aws1/i-1", requests -> counted(asked, "i-1"));
        fleet.put("aws1/i-2", requests -> {
            counted(asked, "i-2");
            return asked.get("i-2").get() == 1 ? hang(never) : ONE.apply(requests);
        });
        TestHome first = home(1, CountAction.of(true));
        StoredAction action = first.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG)
                .until(() -> first.store.outcomes().progress(action.id()).answered() == 1);

        // when
        first.die();
        TestHome second = home(2, CountAction.of(true)).start();
        second.ended(action.id(), ActionState.DONE);

        // then
        assertThat(second.merged(action.id()).tree().path("count").asInt()).isEqualTo(2);
        assertThat(asked.get("i-1")).hasValue(1);
        assertThat(asked.get("i-2")).hasValue(2);
        assertThat(second.recorded()).containsExactly("count of olga is DONE: 2 of 2 instances answered");
    }

    @Test
    void whatMustNotBeRepeatedEndsAsUnknownAtTheNextHomeAndIsNotSentAgain() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        fleet.put("aws1/i-1", ONE);
        fleet.put("aws1/i-2", requests -> {
            asked.incrementAndGet();
            return hang(never);
        });
        TestHome first = home(1, CountAction.of(false));
        StoredAction action = first.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG)
                .until(() -> first.store.outcomes().progress(action.id()).answered() == 1);

        // when
        first.die();
        TestHome second = home(2, CountAction.of(false)).start();
        StoredAction ended = second.ended(action.id(), ActionState.UNKNOWN);

        // then
        assertThat(ended.detail()).hasValueSatisfying(why -> assertThat(why).contains("must not be repeated"));
        assertThat(second.outcomes(action.id()).stream().map(InstanceOutcome::state))
                .containsExactly(OutcomeState.ANSWERED, OutcomeState.UNKNOWN);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aHomeThatAnotherOneHasFollowedWritesNothingMore() {
        // given
        CountDownLatch later = new CountDownLatch(1);
        fleet.put("aws1/i-1", requests -> hang(later));
        TestHome first = home(1, CountAction.of(true));
        StoredAction action = first.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG).until(() -> !fleet.calls().isEmpty());

        // when
        boolean taken = first.store.take(action.id(), new StoredAction.Hold(2, UUID.randomUUID()));
        boolean stored = first.store
                .outcomes()
                .record(
                        action.id(),
                        action.hold(),
                        List.of(InstanceOutcome.answered(InstanceId.parse("aws1/i-1"), 1, RawJson.of("1"))));
        boolean back = first.store.take(action.id(), action.hold());

        // then
        assertThat(taken).isTrue();
        assertThat(stored).isFalse();
        assertThat(back).isFalse();
        assertThat(first.store.outcomes().progress(action.id()).pending()).isEqualTo(1);
        later.countDown();
    }

    @Test
    void ofTwoProcessesOfOneEpochOnlyOneHasAnAction() {
        // given
        CountDownLatch later = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        fleet.put("aws1/i-1", requests -> {
            asked.incrementAndGet();
            return hang(later);
        });
        TestHome first = home(1, CountAction.of(true)).start();
        TestHome second = home(1, CountAction.of(true));
        StoredAction action = first.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG).until(() -> asked.get() == 1);

        // when
        second.runner.goOn("shop");
        later.countDown();
        first.ended(action.id(), ActionState.DONE);

        // then
        assertThat(asked).hasValue(1);
        assertThat(second.recorded()).isEmpty();
    }

    @Test
    void aCancelledActionWaitsForNobodyAndKeepsWhatItHas() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        fleet.put("aws1/i-1", ONE);
        fleet.put("aws1/i-2", requests -> hang(never));
        TestHome home = home(1, CountAction.of(true)).start();
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG)
                .until(() -> home.store.outcomes().progress(action.id()).answered() == 1);

        // when
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();
        home.ended(action.id(), ActionState.CANCELLED);

        // then
        assertThat(home.store.outcomes().progress(action.id())).isEqualTo(new Progress(2, 0, 1, 1, 0));
        assertThat(home.merged(action.id()).tree().path("count").asInt()).isEqualTo(1);
        assertThat(home.recorded())
                .containsExactly(
                        "begins count at 2 instances",
                        "cancels count of olga",
                        "count of olga is CANCELLED: 1 of 2 instances answered");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anActionEndsAtItsDeadlineAndWhoWasNotAskedByThenHasFailed(boolean repeatable) {
        // given
        int one = Math.toIntExact(Math.min(Integer.MAX_VALUE, ActionRun.ROUND_BYTES));
        TestHome home = home(1, new CountAction("count", repeatable, one, Optional.empty()));
        fleet.put("aws1/i-1", requests -> {
            home.pass(Duration.ofHours(1));
            return ONE.apply(requests);
        });
        fleet.put("aws1/i-2", ONE);

        // when
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.TIMED_OUT);

        // then
        assertThat(home.store.outcomes().progress(action.id())).isEqualTo(new Progress(2, 0, 1, 1, 0));
        assertThat(fleet.calls()).hasSize(1);
    }

    @Test
    void aResultThatIsTooLargeOrCannotBeReadCostsItsOwnInstanceOnly() {
        // given
        fleet.put("aws1/i-1", ONE);
        fleet.put(
                "aws1/i-2",
                requests -> List.of(
                        RawJson.of("{\"status\":200,\"value\":\"" + "x".repeat(ActionPlan.LARGEST_RESULT) + "\"}")));
        fleet.put("aws1/i-3", requests -> List.of());
        TestHome home = home(1, CountAction.of(true));

        // when
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.DONE);

        // then
        assertThat(home.outcomes(action.id()).stream().map(outcome -> outcome.problem()
                        .map(problem -> problem.code().name())
                        .orElse("")))
                .containsExactly("", "INSTANCE_ANSWER_TOO_LARGE", "INSTANCE_ANSWER_INVALID");
    }

    @Test
    void whatAnActionChangedIsUndoneByTheNextHomeWhenItsTimeIsOver() {
        // given
        AtomicInteger count = new AtomicInteger();
        AtomicInteger undone = new AtomicInteger();
        fleet.put("aws1/i-1", requests -> {
            if (requests.get(0).equals(RawJson.of(CountAction.UNDO))) {
                undone.incrementAndGet();
            } else if (requests.get(0).equals(RawJson.of(CountAction.DO))) {
                count.incrementAndGet();
            }
            return ONE.apply(requests);
        });
        CountAction undoing = new CountAction("count", true, 100, Optional.of(Duration.ofSeconds(1)));
        TestHome first = home(1, undoing);
        StoredAction action = first.begin(TestHome.OPERATOR, COUNT);
        first.ended(action.id(), ActionState.DONE);
        assertThatThrownBy(() -> first.begin(TestHome.OPERATOR, COUNT)).hasMessageContaining("has changed the count");
        assertThat(first.recorded()).hasSize(2);

        // when
        first.die();
        TestHome second = home(2, undoing).start();
        await().atMost(LONG).until(() -> second.find(action.id()).undone().isPresent());

        // then
        assertThat(count).hasValue(1);
        assertThat(undone).hasValue(1);
        assertThat(second.find(action.id()).restored()).isTrue();
        assertThat(Instant.now()).isAfter(action.undo().orElseThrow().at());
        assertThat(second.recorded()).containsExactly("undid count of olga");
        second.ended(second.begin(TestHome.OPERATOR, COUNT).id());
    }

    @Test
    void whatACancelledActionMayStillBeChangingIsUndoneOnceThatIsOver() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch changing = new CountDownLatch(1);
        fleet.put("aws1/i-1", requests -> {
            if (requests.get(0).equals(RawJson.of(CountAction.DO))) {
                changing.countDown();
                return hang(never);
            }
            return ONE.apply(requests);
        });
        TestHome home = home(1, new CountAction("count", true, 100, Optional.of(Duration.ofHours(1))))
                .start();
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        await().atMost(LONG).until(() -> changing.getCount() == 0);

        // when
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();

        // then
        StoredAction cancelled = home.ended(action.id(), ActionState.CANCELLED);
        assertThat(cancelled.undo().orElseThrow().at())
                .isEqualTo(cancelled.ended().orElseThrow().plus(ManagementCall.LONGEST));
    }

    @Test
    void whatACancelledActionHasChangedIsUndoneAtOnceWhereNobodyIsBeingAsked() {
        // given
        fleet.put("aws1/i-1", ONE);
        TestHome home = home(1, new CountAction("count", true, 100, Optional.of(Duration.ofHours(1))));
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.DONE);

        // when
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();

        // then
        assertThat(home.find(action.id()).undo().orElseThrow().at()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void whatCouldNotBeUndoneWithinAnHourIsGivenUpAndNotCalledUndone() throws SQLException {
        // given
        fleet.put("aws1/i-1", ONE);
        TestHome home = home(1, new CountAction("count", true, 100, Optional.of(Duration.ofHours(1))));
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.DONE);
        fleet.fail("aws1/i-1", ProblemCode.INSTANCE_UNREACHABLE);

        // when
        DATABASE.execute("update action set undo_at = now() - interval '61 minutes'");
        home.runner.undo("shop");

        // then
        StoredAction left = home.find(action.id());
        assertThat(left.isToBeUndone()).isFalse();
        ActionReport report = ActionReport.of(left, home.store.outcomes().progress(left.id()));
        assertThat(report.undone()).contains(false);
        assertThat(report.undoneAt()).isEmpty();
        assertThat(report.detail()).hasValueSatisfying(why -> assertThat(why).contains("aws1/i-1 did not answer"));
        assertThat(home.recorded()).last().isEqualTo("could not undo count of olga everywhere");
    }

    @Test
    void whatAnotherPersonBeganIsCancelledByAnOperatorOnly() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        fleet.put("aws1/i-1", requests -> hang(never));
        TestHome home = home(1, CountAction.of(true)).start();
        UUID id = home.begin(TestHome.OPERATOR, COUNT).id();

        // when, then
        assertThatThrownBy(() ->
                        home.actions.cancel("shop", id, TestHome.VIEWER).await().indefinitely())
                .hasMessageContaining("lacks the role operator");
        assertThat(home.find(id).isRunning()).isTrue();
        home.actions.cancel("shop", id, OTHER).await().indefinitely();
        home.ended(id, ActionState.CANCELLED);
    }

    @Test
    void anActionThatIsRefusedAfterItsBeginningWasRecordedIsRecordedAsRefused() {
        // given
        fleet.put("aws1/i-1", ONE);
        CountAction changing = new CountAction("count", true, 100, Optional.of(Duration.ofHours(1)));
        TestHome home = home(1, changing);
        TestHome other = home(1, changing);
        home.whenRecorded = () -> {
            home.whenRecorded = () -> {};
            other.begin(OTHER, COUNT);
        };

        // when, then
        assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, COUNT)).hasMessageContaining("has changed the count");
        assertThat(home.recorded()).containsExactly("begins count at 1 instances", "could not begin count of olga");
        assertThat(home.ledger.get(1).why()).contains("has changed the count");
    }

    @Test
    void noConnectionIsHeldWhileResultsAreTaken() {
        // given
        for (int number = 0; number < 9; number++) {
            fleet.put("aws1/i-" + number, ONE);
        }
        TestHome home = home(1, CountAction.of(true));
        UUID id = home.begin(TestHome.OPERATOR, COUNT).id();
        home.ended(id, ActionState.DONE);
        AtomicInteger taken = new AtomicInteger();

        // when: three at a time, and actions have two connections
        ResultStore results = home.store.results();
        results.forEach(
                id,
                (one, first) -> results.forEach(
                        id, (two, second) -> results.forEach(id, (three, third) -> taken.incrementAndGet())));

        // then
        assertThat(taken).hasValue(9 * 9 * 9);
    }

    @Test
    void theProgressOfSeveralActionsIsReadTogether() {
        // given
        fleet.put("aws1/i-1", ONE);
        fleet.fail("aws1/i-2", ProblemCode.INSTANCE_UNREACHABLE);
        TestHome home = home(1, CountAction.of(true));
        UUID both = home.begin(TestHome.OPERATOR, COUNT).id();
        UUID one = home.begin(TestHome.OPERATOR, "{\"action\":\"count\",\"select\":{\"instances\":[\"aws1/i-1\"]}}")
                .id();
        home.ended(both, ActionState.DONE);
        home.ended(one, ActionState.DONE);

        // when
        Map<UUID, Progress> progress = home.store.outcomes().progress(List.of(one, both, UUID.randomUUID()));

        // then
        assertThat(progress)
                .containsOnly(
                        Map.entry(both, new Progress(2, 0, 1, 1, 0)), Map.entry(one, new Progress(1, 0, 1, 0, 0)));
    }

    @Test
    void eachPersonWhoCancelsAnActionIsRecorded() {
        // given
        fleet.put("aws1/i-1", ONE);
        TestHome home = home(1, new CountAction("count", true, 100, Optional.of(Duration.ofHours(1))));
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);
        home.ended(action.id(), ActionState.DONE);
        int recorded = home.ledger.size();

        // when
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();
        home.actions.cancel("shop", action.id(), OTHER).await().indefinitely();

        // then
        assertThat(home.ledger.subList(recorded, home.ledger.size()).stream().map(LedgerEntry::id))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void whoMayNotAskTheSameDoesNotSeeWhatCameOfIt() {
        // given
        fleet.put("aws1/i-1", ONE);
        TestHome home = home(1, CountAction.of(true));
        StoredAction action = home.begin(TestHome.OPERATOR, COUNT);

        // when
        fleet.refused = "count";

        // then
        assertThat(home.actions.maySee(home.find(action.id()), TestHome.VIEWER)).isFalse();
    }

    private TestHome home(long epoch, Action... more) {
        return home(epoch, ActionLimits.USUAL, more);
    }

    private TestHome home(long epoch, ActionLimits limits, Action... more) {
        TestHome home = new TestHome(DATABASE, fleet, epoch, limits, more);
        homes.add(home);
        return home;
    }

    private static List<RawJson> counted(Map<String, AtomicInteger> asked, String id) {
        asked.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        return ONE.apply(List.of());
    }

    private static List<RawJson> hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ONE.apply(List.of());
    }

    private static Set<String> locations(ManagementCall call) {
        return call.select().instances().stream().map(InstanceId::location).collect(Collectors.toSet());
    }
}
