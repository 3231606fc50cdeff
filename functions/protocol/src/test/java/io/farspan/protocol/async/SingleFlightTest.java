package io.farspan.protocol.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SingleFlightTest {

    private final SingleFlight<String, Integer> flight = new SingleFlight<>();
    private final AtomicInteger started = new AtomicInteger();
    private final CompletableFuture<Integer> work = new CompletableFuture<>();

    private Uni<Integer> ask() {
        return flight.share("sum", () -> {
            started.incrementAndGet();
            return Uni.createFrom().completionStage(work);
        });
    }

    @Test
    void workUnderWayIsSharedAndStartedAgainOnceItEnded() {
        // when
        CompletableFuture<Integer> one = ask().subscribeAsCompletionStage();
        CompletableFuture<Integer> other = ask().subscribeAsCompletionStage();
        work.complete(7);

        // then
        assertThat(one).isCompletedWithValue(7);
        assertThat(other).isCompletedWithValue(7);
        assertThat(started).hasValue(1);

        // when
        int again = ask().await().indefinitely();

        // then
        assertThat(again).isEqualTo(7);
        assertThat(started).hasValue(2);
    }

    @Test
    void workGoesOnForOthersWhenTheOneThatStartedItGivesUp() {
        // given
        Cancellable first = ask().subscribe().with(item -> {});
        CompletableFuture<Integer> second = ask().subscribeAsCompletionStage();

        // when
        first.cancel();
        work.complete(7);

        // then
        assertThat(second).isCompletedWithValue(7);
    }

    @Test
    void aFailureIsEverybodysAndIsNotRemembered() {
        // given
        CompletableFuture<Integer> one = ask().subscribeAsCompletionStage();

        // when
        work.completeExceptionally(new IllegalStateException("no"));

        // then
        assertThatThrownBy(one::get).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> flight.share("sum", () -> {
                            throw new IllegalArgumentException("nor this");
                        })
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(flight.share("sum", () -> Uni.createFrom().item(3)).await().indefinitely())
                .isEqualTo(3);
    }

    /** Mutiny's {@code memoize()} gives a wrong continuation the item, in a few of these rounds. */
    @Test
    void whoeverJoinsAtTheVeryEndGoesOnWithTheItem() throws Exception {
        // given
        int rounds = 100 * Integer.getInteger("farspan.rounds", 1_000);
        CyclicBarrier together = new CyclicBarrier(2);
        List<CompletableFuture<Integer>> works = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            works.add(new CompletableFuture<>());
        }
        ExecutorService ending = Executors.newSingleThreadExecutor();
        try {
            Future<?> ended = ending.submit(() -> {
                for (CompletableFuture<Integer> next : works) {
                    together.await();
                    next.complete(1);
                }
                return null;
            });

            // when
            for (CompletableFuture<Integer> next : works) {
                Uni<String> joined = Uni.createFrom().item("outer").chain(outer -> flight.share(
                                "sum", () -> Uni.createFrom().completionStage(next))
                        .map(item -> outer + " " + item));
                CompletableFuture<String> first = joined.subscribeAsCompletionStage();
                together.await();
                // then
                assertThat(joined.await().indefinitely()).isEqualTo("outer 1");
                assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("outer 1");
            }
            ended.get();
        } finally {
            ending.shutdownNow();
        }
    }
}
