package io.farspan.telemetry.access;

import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The turns of all queries of stored metrics, whichever way they are asked. */
@Singleton
public class MetricTurns {

    /** One at a time: it takes milliseconds, or a whole connection for seconds that the records that come in would lack. */
    private static final int MOST = 1;

    private final QueuedTurns turns =
            new QueuedTurns("queries of metrics", MOST, task -> Infrastructure.getDefaultWorkerPool()
                    .execute(task));

    /** Runs {@code query} on a worker when its turn has come. */
    public <T> Uni<T> run(String person, Supplier<T> query) {
        return turns.run(person, query);
    }
}
