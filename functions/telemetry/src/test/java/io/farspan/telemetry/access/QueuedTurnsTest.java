package io.farspan.telemetry.access;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;

import static org.assertj.core.api.Assertions.assertThat;

/** Queries that wait for their turn, whose work runs when the test says so. */
class QueuedTurnsTest {

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong();
    private final QueuedTurns turns = new QueuedTurns("queries", 1, work::add, clock::get);
    private final List<String> said = new ArrayList<>();

    @Test
    void queriesWaitForEachOtherAndPeopleTakeTurns() {
        // given: a dashboard that asks three times, and then somebody else
        ask("ann", "a1");
        ask("ann", "a2");
        ask("ann", "a3");
        ask("bob", "b1");
        assertThat(work).hasSize(1);

        // when
        runAll();

        // then
        assertThat(said).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void aQueryThatFailsGivesItsTurnBack() {
        // given
        turns.run("ann", () -> {
                    throw new IllegalStateException("no");
                })
                .subscribe()
                .with(item -> {}, failure -> said.add(failure.getMessage()));
        ask("ann", "next");

        // when
        runAll();

        // then
        assertThat(said).containsExactly("no", "next");
    }

    @Test
    void whoHungUpBeforeTheTurnCameCostsNothing() {
        // given
        ask("ann", "first");
        turns.run("bob", () -> said.add("never")).subscribe().with(item -> {}).cancel();

        // when
        runAll();

        // then
        assertThat(said).containsExactly("first");
    }

    @Test
    void aLimitedNumberWaitsAndOnePersonLeavesRoomForOthers() {
        // given
        for (int query = 0; query < 40; query++) {
            ask("ann", "ann");
        }

        // then: one runs, 32 wait
        assertThat(said).hasSize(7).allMatch(text -> text.contains("Too many queries"));
        said.clear();
        ask("bob", "bob");
        assertThat(said).isEmpty();
    }

    @Test
    void whoHasFewerTakesThePlaceOfTheNewestQueryOfWhoHasTheMost() {
        // given: two people whose queries fill the queue
        ask("cid", "running");
        for (int query = 0; query < 32; query++) {
            ask("ann", "ann " + query);
            ask("bob", "bob " + query);
        }
        assertThat(said).isEmpty();

        // when
        ask("eve", "eve");
        ask("fay", "fay");

        // then
        assertThat(said).hasSize(2).allMatch(text -> text.contains("Others wait, of whom each has fewer"));
        runAll();
        assertThat(said).contains("eve", "fay", "ann 0", "bob 0").doesNotContain("ann 31", "bob 31");
    }

    @Test
    void whoAsksOnceIsNotOvertakenByTwoWhoAskAgainAndAgain() {
        // given: each of the two always has a query that waits
        ask("ann", "a");
        ask("ann", "a");
        ask("bob", "b");
        ask("bob", "b");
        ask("cid", "c");

        // when
        for (int turn = 0; turn < 4; turn++) {
            work.remove().run();
            ask("ann", "a");
            ask("bob", "b");
        }

        // then: each has had a turn, and ann the one that nobody else waited for
        assertThat(said).containsExactly("a", "b", "a", "c");
    }

    @Test
    void whatHasWaitedTooLongIsNotRun() {
        // given
        ask("ann", "first");
        ask("ann", "second");

        // when
        work.remove().run();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(31));
        runAll();

        // then
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).contains("It has waited for 30 s");
    }

    private void ask(String person, String answer) {
        turns.run(person, () -> answer)
                .subscribe()
                .with(
                        said::add,
                        failure -> said.add(
                                failure instanceof FarspanException known
                                        ? known.problem().detail()
                                        : failure.toString()));
    }

    private void runAll() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }
}
