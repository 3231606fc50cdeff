package io.farspan.provider;

import java.util.concurrent.Executor;

import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * What a provider is given by the process it runs in.
 *
 * @param workers where a client that blocks may block
 */
public record ProviderContext(Executor workers) {

    /** The process's own workers. */
    public static ProviderContext ofProcess() {
        return new ProviderContext(Infrastructure.getDefaultWorkerPool());
    }
}
