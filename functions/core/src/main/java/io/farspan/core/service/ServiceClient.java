package io.farspan.core.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.probe.Reach;
import io.farspan.provider.map.ServiceEndpoint;

/**
 * A client that tries service endpoints, any number at a time, on one thread of its own and apart from the agents'
 * connections. Safe for use by many threads.
 */
public final class ServiceClient implements AutoCloseable {

    /** Connections at a time; a Lambda has 1,024 file descriptors for everything. */
    private static final int USUAL = 192;

    private final ServiceLoop loop;

    /** A client with no connections yet. */
    public ServiceClient() {
        this(USUAL);
    }

    ServiceClient(int concurrency) {
        try {
            this.loop = new ServiceLoop(concurrency);
        } catch (IOException e) {
            throw new UncheckedIOException("No selector can be opened; the process may be out of file descriptors", e);
        }
    }

    /**
     * Whether a service answers; never fails, and ends by the timeout. With a path, an HTTP status below 500 is an answer, and
     * one of 500 or above, or what is not HTTP, a refusal; without, a connection is enough. A redirection is an answer and is
     * not followed. One that did not get its turn is {@link Reach.Ending#NOT_TRIED}.
     */
    public Uni<Reach> tries(ServiceEndpoint service, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> loop.submit(new ServiceAttempt(service, timeout, emitter)));
    }

    @Override
    public void close() {
        loop.close();
    }
}
