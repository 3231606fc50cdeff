package io.farspan.agent.record;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The times of records, by which home orders them, while the system's clock is set. */
class SteadyClockTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration JUMP = Duration.ofMinutes(5);

    /** What a setting is measured to on a busy machine. */
    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @Test
    void whatHappensAfterTheClockWasSetKeepsItsOrder() throws Exception {
        // given
        AtomicLong monotonic = new AtomicLong(77);
        SetClock system = new SetClock(monotonic::get);
        SteadyClock clock = new SteadyClock(system, monotonic::get);
        List<Long> times = new ArrayList<>();

        // when: an event each 70 us, and the clock is set ahead, back, and right again
        for (int number = 0; number < 400; number++) {
            monotonic.addAndGet(70_000);
            system.setAhead(JUMP.multipliedBy(List.of(0, 1, -1, 0).get(number / 100)));
            times.add(steadyTime(clock, system.instant()));
        }

        // then
        List<Long> right = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            right.add(77 + 70_000L * (number + 1));
        }
        assertThat(times).isEqualTo(right);
    }

    @Test
    void whatIsRecordedAfterTheClockWasSetAndHappenedBeforeKeepsItsPlace() throws Exception {
        // given
        AtomicLong monotonic = new AtomicLong();
        SetClock system = new SetClock(monotonic::get);
        SteadyClock clock = new SteadyClock(system, monotonic::get);
        Instant before = system.instant();

        for (Duration ahead : List.of(JUMP, JUMP.negated())) {
            // when
            monotonic.addAndGet(TimeUnit.SECONDS.toNanos(2));
            long right = monotonic.get() - TimeUnit.SECONDS.toNanos(2);
            system.setAhead(ahead);
            long after = steadyTime(clock, system.instant());

            // then
            assertThat(after).isEqualTo(monotonic.get());
            assertThat(steadyTime(clock, before)).isEqualTo(right);
            before = system.instant();
        }
    }

    @Test
    void whatHappensAfterTheClockWasSetAndIsRecordedLateKeepsItsPlaceToo() throws Exception {
        for (Duration step : List.of(Duration.ofSeconds(1), Duration.ofSeconds(-1))) {
            // given: the clock was set by less than the event's delay
            AtomicLong monotonic = new AtomicLong();
            SetClock system = new SetClock(monotonic::get);
            SteadyClock clock = new SteadyClock(system, monotonic::get);
            monotonic.addAndGet(TimeUnit.SECONDS.toNanos(10));
            system.setAhead(step);
            steadyTime(clock, system.instant());
            monotonic.addAndGet(TimeUnit.SECONDS.toNanos(1));
            Instant happened = system.instant();

            // when
            monotonic.addAndGet(TimeUnit.SECONDS.toNanos(2));
            long time = steadyTime(clock, happened);

            // then
            assertThat(time).isEqualTo(TimeUnit.SECONDS.toNanos(11));
        }
    }

    @Test
    void clocksThatTakeTimeToReadMakeNothingHappenInTheFuture() throws Exception {
        // given: each reading takes up to 30 us
        AtomicLong monotonic = new AtomicLong();
        Random random = new Random(1);
        LongSupplier reading = () -> monotonic.addAndGet(random.nextInt(30_000));
        SetClock system = new SetClock(reading);
        SteadyClock clock = new SteadyClock(system, reading);

        // when, then
        for (int number = 0; number < 1_200; number++) {
            system.setAhead(JUMP.multipliedBy(List.of(0, 1, -1).get(number / 10 % 3)));
            Instant happened = system.instant();
            long right = monotonic.get();
            assertThat(steadyTime(clock, happened)).isBetween(right - MEASURED_NANOS, right + MEASURED_NANOS);
        }
    }

    @Test
    void aThreadThatIsHeldUpBetweenTheClocksTakesThatForNoSetting() throws Exception {
        // given: a second passes after the monotonic clock was read, once
        AtomicLong monotonic = new AtomicLong();
        AtomicLong heldUp = new AtomicLong();
        SetClock system = new SetClock(() -> monotonic.addAndGet(heldUp.getAndSet(0)));
        SteadyClock clock = new SteadyClock(system, monotonic::get);
        Instant now = system.instant();

        // when
        heldUp.set(TimeUnit.SECONDS.toNanos(1));
        long time = steadyTime(clock, now);

        // then
        assertThat(time).isZero();
    }

    @Test
    void eventsOfSeveralThreadsAreInOrderHoweverOftenTheClockIsSet() throws Exception {
        // given
        SetClock system = new SetClock(System::nanoTime);
        SteadyClock clock = new SteadyClock(system, System::nanoTime);
        int jumps = 12;
        AtomicInteger jumped = new AtomicInteger();
        AtomicLongArray events = new AtomicLongArray(2);
        ExecutorService logging = Executors.newFixedThreadPool(events.length());

        // when: the clock is set by five minutes or ten, again and again when each has logged in between
        List<Future<List<Duration>>> inversions = new ArrayList<>();
        for (int thread = 0; thread < events.length(); thread++) {
            int self = thread;
            inversions.add(logging.submit(() -> {
                List<Duration> its = new ArrayList<>();
                long last = Long.MIN_VALUE / 2;
                long othersThen = 0;
                while (jumped.get() < jumps) {
                    Instant happened = system.instant();
                    if (self == 0 && events.get(1) >= othersThen + 10) {
                        system.setAhead(JUMP.multipliedBy(List.of(1, -1, 0).get(jumped.getAndIncrement() % 3)));
                        othersThen = events.get(1);
                    }
                    long time = steadyTime(clock, happened);
                    if (time < last - MEASURED_NANOS) {
                        its.add(Duration.ofNanos(last - time));
                    }
                    last = Math.max(last, time);
                    events.incrementAndGet(self);
                }
                return its;
            }));
        }

        // then
        for (Future<List<Duration>> thread : inversions) {
            assertThat(thread.get(60, TimeUnit.SECONDS)).isEmpty();
        }
        logging.shutdown();
    }

    /** As home reads it from the record. */
    private static long steadyTime(SteadyClock clock, Instant happened) throws Exception {
        JsonNode record =
                JSON.readTree(Event.at(happened, clock).records(new byte[0]).get(0));
        return record.get("t").asLong() + record.path("d").asLong();
    }
}
