package io.farspan.cli.home;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes an answer's body that has not arrived by a time: the limit of a request ends with the headers of its answer. */
final class Deadline implements AutoCloseable {

    private final InputStream body;
    private final CompletableFuture<Void> end;
    private volatile boolean over;

    Deadline(InputStream body, Duration left) {
        this.body = body;
        this.end = CompletableFuture.runAsync(
                this::end, CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS));
    }

    private void end() {
        over = true;
        try {
            body.close();
        } catch (IOException e) {
            // whoever reads sees the same
        }
    }

    /** Whether it has passed, so that what is read fails. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        end.cancel(false);
    }
}
