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
 * So many heavy calls of one caller are under way to one location's function; others wait their turn within their own
 * deadline. A function works on to the end whether anybody waits or not, and each call takes a piece of its concurrency:
 * so a turn is given back when the function has answered or its time is up, not when a tool hangs up. Safe for many
 * threads.
 */
final class HeavyTurns {

    /** Whose calls, and where to. */
    record Line(String caller, String application, String location) {}

    private final int most;
    private final Map<Line, State> lines = new HashMap<>();

    HeavyTurns(int most) {
        this.most = most;
    }

    private static final class State {
        private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
        private int underWay;
    }

    /** A call in its line. Its timer outlives it, so that nothing of the call is kept here once it has left. */
    private static final class Waiting<T> {
        private final Line line;
        private final long deadline;
        private @Nullable Call<T> call;

        Waiting(Line line, long deadline, Call<T> call) {
            this.line = line;
            this.deadline = deadline;
            this.call = call;
        }

        /** The call, for whoever takes it out of the line; null when somebody has. */
        synchronized @Nullable Call<T> take() {
            Call<T> taken = call;
            call = null;
            return taken;
        }
    }

    private record Call<T>(UniEmitter<? super T> emitter, Function<Duration, Uni<T>> work, Supplier<Uni<T>> late) {}

    /**
     * The result of {@code work}, once it is its turn.
     *
     * @param left how long it may take in all
     * @param work is given what is left of that
     * @param late what comes of it when its turn does not come in time
     */
    <T> Uni<T> within(Line line, Duration left, Function<Duration, Uni<T>> work, Supplier<Uni<T>> late) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting<T> own = new Waiting<>(line, System.nanoTime() + left.toNanos(), new Call<>(emitter, work, late));
            if (enter(own)) {
                start(own);
            } else {
                emitter.onTermination(() -> leaveLine(own));
                var unused = Infrastructure.getDefaultWorkerPool()
                        .schedule(() -> expire(own), left.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    private synchronized boolean enter(Waiting<?> own) {
        State state = lines.computeIfAbsent(own.line, key -> new State());
        if (state.underWay < most) {
            state.underWay++;
            return true;
        }
        state.waiting.add(own);
        return false;
    }

    /** The call that leaves its line without having had a turn; null when it has had one, or left. */
    private <T> @Nullable Call<T> leaveLine(Waiting<T> own) {
        synchronized (this) {
            State state = lines.get(own.line);
            if (state == null || !state.waiting.remove(own)) {
                return null;
            }
        }
        return own.take();
    }

    private <T> void start(Waiting<T> own) {
        Call<T> call = Objects.requireNonNull(own.take(), "who is out of the line was in it once");
        Duration left = Duration.ofNanos(own.deadline - System.nanoTime());
        // A subscription of its own: whoever hangs up does not end what the function has begun.
        Uni.createFrom()
                .deferred(() -> left.compareTo(Asking.LEAST) < 0 ? call.late.get() : call.work.apply(left))
                .onTermination()
                .invoke(() -> next(own.line))
                .subscribe()
                .with(call.emitter::complete, call.emitter::fail);
    }

    private <T> void expire(Waiting<T> own) {
        Call<T> call = leaveLine(own);
        if (call != null) {
            call.late.get().subscribe().with(call.emitter::complete, call.emitter::fail);
        }
    }

    private void next(Line line) {
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
