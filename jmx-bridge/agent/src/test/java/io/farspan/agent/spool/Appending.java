package io.farspan.agent.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.farspan.agent.record.Event;

/** A process that appends numbered records from two threads, and writes each number when it is appended. */
public final class Appending {

    private Appending() {}

    public static void main(String[] arguments) throws Exception {
        Spool spool = Spool.open(Path.of(arguments[0]), new SpoolSize(64 << 10, 64 << 20), Clock.systemUTC(), "");
        Keeper keeper = new Keeper(() -> {});
        keeper.add(spool);
        keeper.start();
        AtomicLong threads = new AtomicLong();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> append(spool, threads.getAndIncrement()));
            thread.start();
        }
    }

    @SuppressWarnings("InfiniteLoop")
    private static void append(Spool spool, long thread) {
        try {
            for (long number = 0; ; number++) {
                String name = thread + ":" + number;
                spool.append(
                        Event.at(Instant.now())
                                .records((name + " " + "x".repeat((int) (number % 300)))
                                        .getBytes(StandardCharsets.UTF_8))
                                .get(0),
                        null);
                System.out.println(name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
