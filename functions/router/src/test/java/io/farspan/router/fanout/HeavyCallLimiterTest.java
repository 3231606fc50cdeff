package io.farspan.router.fanout;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How heavy calls of one caller queue. */
class HeavyCallLimiterTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final HeavyCallLimiter limiter = new HeavyCallLimiter(2);
    private final List<UniEmitter<? super String>> begun = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    @Test
    void aThirdCallWaitsForOneOfTheFirstTwo() {
        ask("ann", LONG);
        ask("ann", LONG);
        ask("ann", LONG);
        ask("bob", LONG);
        assertThat(begun).as("two of ann, one of bob").hasSize(3);

        begun.get(0).complete("first");
        assertThat(begun).hasSize(4);
        begun.get(3).complete("third");
        assertThat(ended).containsExactly("first", "third");
    }

    @Test
    void aCancelledCallKeepsItsSlotUntilTheFunctionHasAnswered() {
        Cancellable first = ask("ann", LONG);
        ask("ann", LONG);
        ask("ann", LONG);

        first.cancel();
        assertThat(begun).hasSize(2);
        begun.get(0).complete("too late");
        assertThat(begun).hasSize(3);
        assertThat(ended).isEmpty();
    }

    @Test
    void aCallCancelledWhileQueuedLeavesTheQueue() {
        ask("ann", LONG);
        ask("ann", LONG);
        ask("ann", LONG).cancel();
        ask("ann", LONG);

        begun.get(0).complete("first");
        begun.get(1).complete("second");
        assertThat(begun).as("the one that was not cancelled").hasSize(3);
        begun.get(2).complete("fourth");
        assertThat(ended).containsExactly("first", "second", "fourth");
    }

    @Test
    void aCallWithoutASlotInTimeGetsTheLateResult() {
        ask("ann", LONG);
        ask("ann", LONG);
        ask("ann", Duration.ofMillis(100));

        await().atMost(LONG).until(() -> ended.contains("late"));
        begun.get(0).complete("first");
        assertThat(begun).hasSize(2);
        ask("ann", LONG);
        assertThat(begun).as("the slot was not taken by the call that left").hasSize(3);
    }

    @Test
    void aFailureReleasesTheSlotToo() {
        ask("ann", LONG);
        ask("ann", LONG);
        ask("ann", LONG);
        begun.get(0).fail(new IllegalStateException("x"));
        assertThat(begun).hasSize(3);
    }

    @Test
    void nothingIsRetainedOfACallThatHasLeftTheQueue() {
        // given
        ask("ann", LONG);
        ask("ann", LONG);
        byte[] body = new byte[1 << 20];
        WeakReference<byte[]> kept = new WeakReference<>(body);

        // when
        hold(body).cancel();
        body = null;

        // then: long before its deadline
        await().atMost(LONG.dividedBy(2)).until(() -> {
            System.gc();
            return kept.get() == null;
        });
    }

    private Cancellable hold(byte[] body) {
        return limiter.within(
                        new HeavyCallLimiter.QueueKey("ann", "shop", "aws1"),
                        LONG,
                        rest -> Uni.createFrom().item(Integer.toString(body.length)),
                        () -> Uni.createFrom().item("late"))
                .subscribe()
                .with(ended::add);
    }

    private Cancellable ask(String caller, Duration left) {
        return limiter.within(
                        new HeavyCallLimiter.QueueKey(caller, "shop", "aws1"),
                        left,
                        rest -> Uni.createFrom().<String>emitter(begun::add),
                        () -> Uni.createFrom().item("late"))
                .subscribe()
                .with(ended::add, failure -> {});
    }
}
