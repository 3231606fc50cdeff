package io.farspan.protocol.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

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

    @Test
    void aProcessEndsWithItsThreadAndSaysWhy() throws IOException, InterruptedException {
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
        assertThat(output).contains("farspan-something died", "the disk is full", "start it again");
    }

    @Test
    void whatStandsStillAtSeveralLooksIsActedOnAndWhatMovesAgainIsNot() throws InterruptedException {
        // given something that stands still at every second look
        AtomicBoolean moves = new AtomicBoolean();
        CountDownLatch looks = new CountDownLatch(20);
        CountDownLatch acted = new CountDownLatch(1);
        try (StallDetector ignored = StallDetector.start(
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
        try (StallDetector ignored =
                StallDetector.start("watch", () -> false, Duration.ofMillis(1), 3, acted::countDown)) {
            // then
            assertThat(acted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
