package io.farspan.protocol.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class EssentialThreadTest {

    /** A process whose main thread goes on when the other dies. */
    public static final class Dying {
        /** The process's main. */
        public static void main(String[] arguments) throws InterruptedException {
            EssentialThread.daemon(
                            () -> {
                                throw new IllegalStateException("the disk is full");
                            },
                            "farspan-something")
                    .start();
            Thread.currentThread().join();
        }
    }

    /** A process in which a task that comes round again fails at its second time. */
    public static final class Failing {
        /** The process's main. */
        public static void main(String[] arguments) throws InterruptedException {
            AtomicBoolean before = new AtomicBoolean();
            ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            scheduler.scheduleWithFixedDelay(
                    EssentialThread.duty(() -> {
                        if (before.getAndSet(true)) {
                            throw new AssertionError("the disk is full");
                        }
                    }),
                    0,
                    1,
                    TimeUnit.MILLISECONDS);
            Thread.currentThread().join();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Dying.class, Failing.class})
    void aProcessEndsWithItsThreadOrItsDutyAndSaysWhy(Class<?> main) throws IOException, InterruptedException {
        // when
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectErrorStream(true)
                .start();

        // then
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(EssentialThread.EXIT_CODE);
        assertThat(output).contains(" died of ", "the disk is full", "Start it again");
    }

    @Test
    void whatStandsStillAtSeveralLooksIsActedOnAndWhatMovesAgainIsNot() throws InterruptedException {
        // given something that is stalled at every second look
        AtomicBoolean moves = new AtomicBoolean();
        CountDownLatch looks = new CountDownLatch(20);
        CountDownLatch acted = new CountDownLatch(1);
        try (Watchdog ignored = Watchdog.start(
                "watch",
                () -> {
                    looks.countDown();
                    return moves.getAndSet(!moves.get());
                },
                Duration.ofMillis(1),
                2,
                acted::countDown)) {
            assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(acted.getCount()).isEqualTo(1);

        // when it does not move at all
        try (Watchdog ignored = Watchdog.start("watch", () -> false, Duration.ofMillis(1), 3, acted::countDown)) {
            // then
            assertThat(acted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
