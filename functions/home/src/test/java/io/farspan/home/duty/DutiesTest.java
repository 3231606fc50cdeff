package io.farspan.home.duty;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.process.EssentialThread;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class DutiesTest {

    private static final Schedule OFTEN = Schedule.every(Duration.ofMillis(1));
    private static final Schedule HOURLY = Schedule.every(Duration.ofHours(1));

    private final Duties duties = new Duties("duties", 2);
    private final AtomicInteger steps = new AtomicInteger();

    /** A process whose duty throws an error at its second step. */
    public static final class Dying {
        /** The process's main. */
        public static void main(String[] arguments) throws InterruptedException {
            AtomicInteger before = new AtomicInteger();
            new Duties("duties", 1).begin("counting", OFTEN, () -> {
                if (before.incrementAndGet() == 2) {
                    throw new AssertionError("the disk is full");
                }
            });
            Thread.currentThread().join();
        }
    }

    @AfterEach
    void close() {
        duties.close();
    }

    @Test
    void aStepThatFailsIsFollowedByTheNext() {
        duties.begin("counting", OFTEN, () -> {
            steps.incrementAndGet();
            throw new IOException("no disk");
        });

        Awaitility.await().until(() -> steps.get() > 3);
    }

    @Test
    void anErrorEndsTheProcessWithAReason() throws IOException, InterruptedException {
        // when
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName())
                .redirectErrorStream(true)
                .start();

        // then
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(EssentialThread.EXIT_CODE);
        assertThat(output).contains(" died of ", "the disk is full", "Start it again");
    }

    @Test
    void wakingMakesTheNextStepDueNow() {
        // given
        Duty duty = duties.begin("counting", HOURLY, steps::incrementAndGet);
        Awaitility.await().until(() -> steps.get() == 1);

        // when
        duty.wake();

        // then
        Awaitility.await().until(() -> steps.get() == 2);
    }

    @Test
    void wakingDuringAStepMakesAnotherOneFollow() throws InterruptedException {
        // given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        Duty duty = duties.begin("counting", HOURLY, () -> {
            begun.countDown();
            woken.await();
            steps.incrementAndGet();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        // when
        duty.wake();
        woken.countDown();

        // then
        Awaitility.await().until(() -> steps.get() == 2);
    }

    @Test
    void wakingDoesNotShortenThePauseAfterAFailure() {
        // given
        Duty failing = duties.begin("counting", HOURLY, () -> {
            steps.incrementAndGet();
            throw new IOException("no disk");
        });
        Awaitility.await().until(() -> steps.get() == 1);
        Duty other = duties.begin("another", HOURLY.startingAfter(Duration.ofHours(1)), () -> steps.addAndGet(10));

        // when: a step of the other duty shows that time has passed
        Awaitility.await().untilAsserted(() -> {
            failing.wake();
            other.wake();
            assertThat(steps).hasValueGreaterThan(30);
        });

        // then
        assertThat(steps.get() % 10).isEqualTo(1);
    }

    @Test
    void aCancelledDutyRunsNoFurtherStep() {
        // given
        Duty cancelled = duties.begin("counting", HOURLY, steps::incrementAndGet);
        Awaitility.await().until(() -> steps.get() == 1);
        cancelled.cancel();

        // when
        cancelled.wake();
        duties.begin("another", OFTEN, () -> steps.addAndGet(10));

        // then
        Awaitility.await().until(() -> steps.get() > 50);
        assertThat(steps.get() % 10).isEqualTo(1);
    }

    @Test
    void aDutyWhoseStepHangsStandsStill() {
        // given
        Duty hanging = duties.begin("hanging", OFTEN, () -> new CountDownLatch(1).await());
        Duty lively = duties.begin("counting", OFTEN, steps::incrementAndGet);

        // then
        Awaitility.await().until(() -> hanging.standsStill(Duration.ofMillis(200)));
        Awaitility.await().until(() -> !lively.standsStill(Duration.ofMillis(200)));
    }
}
