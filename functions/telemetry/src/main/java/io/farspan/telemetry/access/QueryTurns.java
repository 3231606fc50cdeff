package io.farspan.telemetry.access;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The turns of one kind of query: few at a time in all, and one a person. A turn ends when the database has done the work,
 * and not when the caller hangs up, because the thread and the connection are in use until then. Thread-safe.
 */
public final class QueryTurns {

    private final String what;
    private final Executor threads;
    private final Semaphore free;
    private final Set<String> people = ConcurrentHashMap.newKeySet();

    /**
     * Turns of which none is taken.
     *
     * @param what the queries, in the plural, for messages
     * @param most how many run at the same time
     * @param threads where they run
     */
    public QueryTurns(String what, int most, Executor threads) {
        this.what = what;
        this.free = new Semaphore(most);
        this.threads = threads;
    }

    /** Runs {@code query} on another thread; fails with {@code TOO_MUCH} at once when no turn is free. */
    public <T> Uni<T> run(String person, Supplier<T> query) {
        return Uni.createFrom().emitter(emitter -> {
            begin(person);
            try {
                threads.execute(() -> {
                    T result;
                    try {
                        result = query.get();
                    } catch (RuntimeException | Error e) {
                        end(person);
                        emitter.fail(e);
                        return;
                    }
                    end(person);
                    emitter.complete(result);
                });
            } catch (RejectedExecutionException e) {
                end(person);
                emitter.fail(e);
            }
        });
    }

    private void begin(String person) {
        if (!people.add(person)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "One of your " + what + " is still running, and a person may have one at a time. It ends within"
                            + " seconds, even if nobody waits for its answer; try again then.");
        }
        if (!free.tryAcquire()) {
            people.remove(person);
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "As many " + what + " of other people are running as may at the same time. They end within seconds;"
                            + " try again then.");
        }
    }

    private void end(String person) {
        free.release();
        people.remove(person);
    }
}
