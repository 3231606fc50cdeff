package io.farspan.telemetry.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The turns that searches and Loki's queries share; their work runs when the test says so. */
class SearchTurnsTest {

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final SearchTurns turns = new SearchTurns(work::add);

    @Test
    void onePersonsQueriesOfAnyKindHaveTwoTurnsTogetherAndTheNextIsSomebodyElses() {
        // given
        CompletableFuture<String> first =
                turns.run("ann", () -> "a search").subscribeAsCompletionStage().toCompletableFuture();
        CompletableFuture<String> second = turns.run("ann", () -> "a query of Loki")
                .subscribeAsCompletionStage()
                .toCompletableFuture();
        CompletableFuture<String> third =
                turns.run("ann", () -> "another").subscribeAsCompletionStage().toCompletableFuture();
        CompletableFuture<String> others =
                turns.run("bob", () -> "bob's").subscribeAsCompletionStage().toCompletableFuture();

        // then
        assertThat(work).hasSize(SearchTurns.MOST);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(third).isNotDone();

        // when
        work.remove().run();
        work.removeLast().run();

        // then
        assertThat(others).isCompletedWithValue("bob's");
        assertThat(third).isNotDone();
    }
}
