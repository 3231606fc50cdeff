package io.farspan.home.reach;

import java.util.concurrent.CancellationException;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import org.jspecify.annotations.Nullable;

/** A request that can be cancelled at any stage when its answer is no longer wanted. Thread-safe. */
final class OpenRequest {

    private @Nullable HttpClientRequest request;
    private boolean abandoned;

    /** The request; fails if it was cancelled before it had a connection. */
    synchronized Future<HttpClientRequest> hold(HttpClientRequest connected) {
        if (abandoned) {
            connected.reset();
            return Future.failedFuture(new CancellationException("the call was cancelled"));
        }
        connected.exceptionHandler(
                failure -> {}); // the response reports it, too; without this the client logs each failure
        request = connected;
        return Future.succeededFuture(connected);
    }

    /** Cancels the request on this side. The function may still complete it. */
    synchronized void abandon() {
        abandoned = true;
        if (request != null) {
            request.reset();
        }
    }
}
