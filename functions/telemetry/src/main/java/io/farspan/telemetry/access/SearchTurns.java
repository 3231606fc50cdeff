package io.farspan.telemetry.access;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The turns of all queries of stored logs, whichever way they are asked. */
@Singleton
public class SearchTurns {

    /**
     * How many run at the same time, each with a connection for up to eight seconds. With the one of metrics they have all that
     * queries may use, and whoever follows has the next that is free.
     */
    static final int MOST = 2;

    private final QueuedTurns turns;

    @Inject
    SearchTurns() {
        this(task -> Infrastructure.getDefaultWorkerPool().execute(task));
    }

    SearchTurns(Executor threads) {
        this.turns = new QueuedTurns("searches of logs", MOST, threads);
    }

    /** Runs {@code query} on a worker when its turn has come; fails with {@code TOO_MUCH} when too many wait. */
    public <T> Uni<T> run(String person, Supplier<T> query) {
        return turns.run(person, query);
    }
}
