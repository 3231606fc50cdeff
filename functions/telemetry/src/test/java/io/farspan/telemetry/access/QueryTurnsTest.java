package io.farspan.telemetry.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The turns of queries, whose work runs when the test says so. */
class QueryTurnsTest {

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final QueryTurns turns = new QueryTurns("searches", 2, work::add);

    @Test
    void aCallerWhoHangsUpKeepsTheTurnUntilTheDatabaseHasDoneTheWork() {
        // given
        turns.run("ann", () -> "first").subscribe().with(result -> {}).cancel();

        // when, then
        assertRefused("ann");
        work.remove().run();
        assertThat(run("ann")).isEqualTo("done");
    }

    @Test
    void allTogetherHaveFewTurns() {
        // given
        turns.run("ann", () -> "one").subscribe().with(result -> {}, failure -> {});
        turns.run("bob", () -> "two").subscribe().with(result -> {}, failure -> {});

        // when, then: another person neither gets a turn nor loses the right to one
        assertRefused("cat");
        work.remove().run();
        assertThat(run("cat")).isEqualTo("done");
    }

    @Test
    void aQueryThatFailsGivesItsTurnBack() {
        // given
        for (int attempt = 0; attempt < 5; attempt++) {
            Uni<String> failing = turns.run("ann", () -> {
                throw new FarspanException(ProblemCode.STORE_UNREACHABLE, "no");
            });

            // when, then
            assertThatThrownBy(() -> {
                        var answer = failing.subscribeAsCompletionStage();
                        work.remove().run();
                        answer.join();
                    })
                    .hasMessageContaining("no");
        }
        assertThat(run("ann")).isEqualTo("done");
    }

    @Test
    void aQueryThatNoThreadTakesGivesItsTurnBack() {
        // given
        boolean[] full = {true};
        QueryTurns its = new QueryTurns("searches", 1, task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });

        // when, then
        assertThatThrownBy(() ->
                        its.run("ann", () -> "x").subscribeAsCompletionStage().join())
                .hasMessageContaining("full");
        full[0] = false;
        assertThat(its.run("ann", () -> "x").subscribeAsCompletionStage().join())
                .isEqualTo("x");
    }

    private String run(String person) {
        var answer = turns.run(person, () -> "done").subscribeAsCompletionStage();
        work.removeLast().run();
        return answer.join();
    }

    private void assertRefused(String person) {
        assertThatThrownBy(() -> turns.run(person, () -> "never")
                        .subscribeAsCompletionStage()
                        .join())
                .hasRootCauseInstanceOf(FarspanException.class)
                .rootCause()
                .satisfies(
                        cause -> assertThat(((FarspanException) cause).code()).isEqualTo(ProblemCode.TOO_MUCH));
    }
}
