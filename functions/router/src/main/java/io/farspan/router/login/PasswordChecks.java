package io.farspan.router.login;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

import io.farspan.bridge.login.Throttled;

/**
 * Checks passwords, which is slow on purpose, on at most half of the processors and with a short queue. A flood of
 * wrong passwords slows other logins down, but never the calls of users who are logged in.
 */
@Singleton
class PasswordChecks {

    /** The number of concurrent checks. */
    static final int SLOTS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** The most checks that queue. */
    static final int WAITING = 64;

    private static final int FIRST_CHECKS = 6;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Users users;
    private final AtomicLong done = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ThreadPoolExecutor slots =
            new ThreadPoolExecutor(SLOTS, SLOTS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "farspan-passwords");
                thread.setDaemon(true);
                return thread;
            });

    PasswordChecks(Users users) {
        this.users = users;
    }

    /** Makes the first checks, which are slow until their code is compiled, before anybody waits for one. */
    void start(@Observes StartupEvent event) {
        slots.execute(() -> {
            for (int check = 0; check < FIRST_CHECKS; check++) {
                users.find("", "");
            }
        });
    }

    /**
     * The user with this name and password; completes on a thread of this class. Fails with {@link Throttled} when the
     * queue is full.
     */
    Uni<Optional<User>> find(String name, String password) {
        CompletableFuture<Optional<User>> found = new CompletableFuture<>();
        try {
            slots.execute(() -> check(name, password, found));
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(new Throttled("Too many passwords are being checked at the moment", SOON));
        }
        return Uni.createFrom().completionStage(found);
    }

    private void check(String name, String password, CompletableFuture<Optional<User>> found) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Optional<User> user;
        try {
            user = users.find(name, password);
        } catch (RuntimeException e) {
            found.completeExceptionally(e);
            return;
        } finally {
            running.decrementAndGet();
            done.incrementAndGet();
        }
        found.complete(user);
    }

    /** The number of checks done. */
    long done() {
        return done.get();
    }

    /** The most checks that ran at the same time. */
    int most() {
        return most.get();
    }

    @PreDestroy
    void close() {
        slots.shutdownNow();
    }
}
