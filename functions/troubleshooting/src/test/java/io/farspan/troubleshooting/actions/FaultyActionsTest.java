package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionLimits;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.Database;
import io.farspan.troubleshooting.store.StoredAction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What an action of a third party that fails does to the router and to other actions: nothing. */
class FaultyActionsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String FAULTY = "{\"action\":\"faulty\"}";
    private static final Function<List<RawJson>, List<RawJson>> ONE =
            requests -> List.of(RawJson.of("{\"status\":200,\"value\":1}"));

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "requests"})
    void anActionThatCannotMakeItsPlanIsRefused(String method) {
        // given
        fleet.put("aws1/i-1", ONE);
        try (TestHome home = home(1, method)) {
            // when, then
            assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, FAULTY))
                    .hasMessageContaining(ProblemCode.PLUGIN_FAILED.name())
                    .hasMessageContaining("shop/Missing");
            assertThat(home.ledger).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"result", "state"})
    void anActionThatCannotReadAnAnswerCostsThatOutcome(String method) {
        // given
        fleet.put("aws1/i-1", ONE);
        try (TestHome home = home(1, method)) {
            // when
            StoredAction action = home.begin(TestHome.OPERATOR, FAULTY);
            home.ended(action.id(), ActionState.DONE);

            // then
            assertThat(home.outcomes(action.id())).singleElement().satisfies(outcome -> assertThat(
                            outcome.problem().orElseThrow().detail())
                    .contains("cannot be read", "shop/Missing"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"merger", "add", "merged"})
    void anActionThatCannotMergeSaysSoInPlaceOfWhatItComesTo(String method) {
        // given
        fleet.put("aws1/i-1", ONE);
        try (TestHome home = home(1, method)) {
            // when
            StoredAction action = home.begin(TestHome.OPERATOR, FAULTY);
            home.ended(action.id(), ActionState.DONE);

            // then
            assertThat(home.merged(action.id()).tree().path("problem").asText())
                    .contains("could not be merged", "shop/Missing");
        }
    }

    @Test
    void anActionThatTheNextHomeCannotPlanEndsAndTheOthersGoOn() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        fleet.put("aws1/i-1", requests -> hang(never));
        TestHome first = home(1, "nowhere");
        StoredAction faulty = first.begin(TestHome.OPERATOR, FAULTY);
        StoredAction other = first.begin(TestHome.OPERATOR, "{\"action\":\"count\"}");
        await().atMost(LONG).until(() -> fleet.calls().size() == 2);
        first.die();
        fleet.put("aws1/i-1", ONE);

        // when
        try (TestHome second = home(2, "plan").start()) {
            StoredAction ended = second.ended(faulty.id(), ActionState.UNKNOWN);

            // then
            assertThat(ended.detail()).hasValueSatisfying(why -> assertThat(why).contains("shop/Missing"));
            second.ended(other.id(), ActionState.DONE);
        }
    }

    @Test
    void anActionThatCannotBeUndoneIsTriedAgainAndTheOthersAreUndone() {
        // given
        fleet.put("aws1/i-1", ONE);
        try (TestHome home = home(1, "undo").start()) {
            StoredAction faulty = home.begin(TestHome.OPERATOR, FAULTY);
            home.ended(faulty.id(), ActionState.DONE);
            StoredAction other = home.begin(TestHome.OPERATOR, "{\"action\":\"other\"}");
            home.ended(other.id(), ActionState.DONE);

            // when
            home.actions.cancel("shop", faulty.id(), TestHome.OPERATOR).await().indefinitely();
            home.actions.cancel("shop", other.id(), TestHome.OPERATOR).await().indefinitely();

            // then
            await().atMost(LONG).until(() -> home.find(other.id()).undone().isPresent());
            assertThat(home.find(faulty.id()).undone()).isEmpty();
        }
    }

    private TestHome home(long epoch, String method) {
        return new TestHome(
                DATABASE,
                fleet,
                epoch,
                ActionLimits.USUAL,
                new FaultyAction(method),
                CountAction.of(true),
                new CountAction("other", true, 100, Optional.of(Duration.ofHours(1))));
    }

    private static List<RawJson> hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ONE.apply(List.of());
    }
}
