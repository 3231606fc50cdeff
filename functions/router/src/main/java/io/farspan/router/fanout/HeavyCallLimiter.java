package io.farspan.router.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

/**
 * Limits the heavy calls that one caller may have under way to one location's function; further ones queue within their
 * own deadline. A function works to the end whether or not anyone is waiting, and each call occupies part of its
 * concurrency, so a slot is released when the function has answered or its time is up, not when the tool disconnects.
 * Thread-safe.
 */
final class HeavyCallLimiter {

    /** The key of a queue: the caller and the function called. */
    record QueueKey(String caller, String application, String location) {}

    private final int most;
    private final Map<QueueKey, State> lines = new HashMap<>();

    HeavyCallLimiter(int most) {
        this.most = most;
    }

    private static final class State {
        private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
        private int underWay;
    }

    /** A queued call. Its timer outlives it, so the call itself is cleared once it has left the queue. */
    private static final class Waiting<T> {
        private final QueueKey key;
        private final long deadline;
        private @Nullable Call<T> call;

        Waiting(QueueKey key, long deadline, Call<T> call) {
            this.key = key;
            this.deadline = deadline;
            this.call = call;
        }

        /** Takes the call out of the queue; null when it was taken before. */
        synchronized @Nullable Call<T> take() {
            Call<T> taken = call;
            call = null;
            return taken;
        }
    }

    private record Call<T>(UniEmitter<? super T> emitter, Function<Duration, Uni<T>> work, Supplier<Uni<T>> late) {}

    /**
     * Runs {@code work} as soon as a slot is free.
     *
     * @param left the time limit, waiting included
     * @param work receives the remaining time
     * @param late supplies the result when no slot is free in time
     */
    <T> Uni<T> within(QueueKey line, Duration left, Function<Duration, Uni<T>> work, Supplier<Uni<T>> late) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting<T> own = new Waiting<>(line, System.nanoTime() + left.toNanos(), new Call<>(emitter, work, late));
            if (enter(own)) {
                start(own);
            } else {
                emitter.onTermination(() -> leaveQueue(own));
                var unused = Infrastructure.getDefaultWorkerPool()
                        .schedule(() -> expire(own), left.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    private synchronized boolean enter(Waiting<?> own) {
        State state = lines.computeIfAbsent(own.key, key -> new State());
        if (state.underWay < most) {
            state.underWay++;
            return true;
        }
        state.waiting.add(own);
        return false;
    }

    /** Removes a call that is still queued; null when it has started or left. */
    private <T> @Nullable Call<T> leaveQueue(Waiting<T> own) {
        synchronized (this) {
            State state = lines.get(own.key);
            if (state == null || !state.waiting.remove(own)) {
                return null;
            }
        }
        return own.take();
    }

    private <T> void start(Waiting<T> own) {
        Call<T> call = Objects.requireNonNull(own.take(), "a started call was queued once");
        Duration left = Duration.ofNanos(own.deadline - System.nanoTime());
        // A subscription of its own, because the function goes on when the caller cancels.
        Uni.createFrom()
                .deferred(() -> left.compareTo(LocationCall.LEAST_TIME) < 0 ? call.late.get() : call.work.apply(left))
                .onTermination()
                .invoke(() -> next(own.key))
                .subscribe()
                .with(call.emitter::complete, call.emitter::fail);
    }

    private <T> void expire(Waiting<T> own) {
        Call<T> call = leaveQueue(own);
        if (call != null) {
            call.late.get().subscribe().with(call.emitter::complete, call.emitter::fail);
        }
    }

    private void next(QueueKey line) {
        Waiting<?> next;
        synchronized (this) {
            State state = lines.get(line);
            if (state == null) {
                return;
            }
            next = state.waiting.poll();
            if (next == null && --state.underWay == 0) {
                lines.remove(line);
            }
        }
        if (next != null) {
            start(next);
        }
    }
}
