package io.farspan.troubleshooting.actions;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.process.EssentialThread;

/**
 * The thread on which requests about actions use the database: one, so that however many there are the others are not in its
 * way. A person may have a few waiting for it. Thread-safe.
 */
final class ActionTurns {

    /** The most requests of one person that wait or are served. */
    static final int MOST_OF_PERSON = 8;

    private static final int MOST_WAITING = 64;

    private final Map<String, Integer> people = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> EssentialThread.daemon(task, "farspan-actions-requests"));

    ActionTurns() {
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code work} when its turn has come; fails with {@code TOO_MUCH} when too many wait, of this person or of all. */
    <T> Uni<T> run(String person, Supplier<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            enter(person);
            try {
                thread.execute(() -> {
                    T result;
                    try {
                        result = work.get();
                    } catch (RuntimeException | Error e) {
                        leave(person);
                        emitter.fail(e);
                        return;
                    }
                    leave(person);
                    emitter.complete(result);
                });
            } catch (RejectedExecutionException e) {
                leave(person);
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        "As many requests about actions are waiting as may. They end within seconds; try again then.",
                        e);
            }
        });
    }

    private void enter(String person) {
        if (people.merge(person, 1, Integer::sum) > MOST_OF_PERSON) {
            leave(person);
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    MOST_OF_PERSON + " requests about actions of " + person
                            + " are waiting, the most for one person. They end within seconds; try again then.");
        }
    }

    private void leave(String person) {
        people.computeIfPresent(person, (name, count) -> count > 1 ? count - 1 : null);
    }
}
