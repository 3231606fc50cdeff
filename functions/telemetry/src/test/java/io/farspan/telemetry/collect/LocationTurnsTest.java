package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.home.duty.Duties;
import io.farspan.home.reach.Route;
import io.farspan.provider.map.FunctionEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The turns of a location, whose steps take 400 ms by a clock of the test's. */
class LocationTurnsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final CollectConfig CONFIG = new UsualPace(true);
    private static final CollectRoute FIRST = route(1);
    private static final CollectRoute SECOND = route(2);

    private final Duties threads = new Duties("turns", 2);
    private final AtomicLong clock = new AtomicLong();
    private final List<CollectRoute> steps = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void aLocationThatHasMoreIsCalledAgainUntilItsPlanIsOld() {
        // given
        LocationTurns turns = turns(Duration.ofMillis(1));

        // when
        turns.plan(FIRST);
        await().atMost(LIMIT).until(() -> steps.size() == 3);
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        await().atMost(LIMIT).until(() -> {
            turns.plan(SECOND);
            return steps.contains(SECOND);
        });

        // then
        assertThat(List.copyOf(steps).subList(0, 4)).containsExactly(FIRST, FIRST, FIRST, SECOND);
    }

    @Test
    void aLocationThatHasNoMoreWaitsForItsPauseAndAPlan() {
        // given
        LocationTurns turns = turns(CONFIG.busy());

        // when
        turns.plan(FIRST);
        await().atMost(LIMIT).until(() -> steps.size() == 1);
        turns.plan(SECOND);
        turns.plan(SECOND);
        await().atMost(LIMIT).until(() -> {
            if (steps.size() == 1) {
                clock.addAndGet(CONFIG.busy().toNanos());
                turns.plan(SECOND);
            }
            return steps.size() == 2;
        });

        // then
        assertThat(steps).containsExactly(FIRST, SECOND);
    }

    private LocationTurns turns(Duration pause) {
        return new LocationTurns(
                threads,
                CONFIG,
                (route, executor, done) -> executor.execute(() -> {
                    clock.addAndGet(Duration.ofMillis(400).toNanos());
                    steps.add(route);
                    done.accept(pause);
                }),
                clock::get);
    }

    private static CollectRoute route(long epoch) {
        FunctionEndpoint function =
                new FunctionEndpoint("aws1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        return new CollectRoute(Route.direct(function), Optional.empty(), epoch, 1);
    }
}
