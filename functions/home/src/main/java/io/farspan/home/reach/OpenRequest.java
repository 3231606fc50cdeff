package io.farspan.home.reach;

import java.util.concurrent.CancellationException;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import org.jspecify.annotations.Nullable;

/** A request that is given up as a whole when nobody waits for its answer any more. Safe for many threads. */
final class OpenRequest {

    private @Nullable HttpClientRequest request;
    private boolean abandoned;

    /** The request, unless it was given up before there was a connection for it. */
    synchronized Future<HttpClientRequest> hold(HttpClientRequest connected) {
        if (abandoned) {
            connected.reset();
            return Future.failedFuture(new CancellationException("nobody waits for it any more"));
        }
        connected.exceptionHandler(failure -> {}); // the response tells it, too; without this the client logs each
        request = connected;
        return Future.succeededFuture(connected);
    }

    /** Ends it on this side; what runs at the other end may run on. */
    synchronized void abandon() {
        abandoned = true;
        if (request != null) {
            request.reset();
        }
    }
}
