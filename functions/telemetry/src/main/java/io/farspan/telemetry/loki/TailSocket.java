package io.farspan.telemetry.loki;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import org.jspecify.annotations.Nullable;

/** Sends pieces over a WebSocket, each when the one before has left this process, until either side ends it. */
final class TailSocket implements MultiSubscriber<byte[]> {

    /** The status for a server that goes away. */
    static final short GOING_AWAY = 1001;

    private final ServerWebSocket socket;
    private final Runnable released;
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * A socket to which nothing has been sent.
     *
     * @param released run once when it has ended, also when the client does not take the end
     */
    TailSocket(ServerWebSocket socket, Runnable released) {
        this.socket = socket;
        this.released = released;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription.set(begun);
        if (ended.get()) {
            begun.cancel();
        } else {
            begun.request(1);
        }
    }

    @Override
    public void onItem(byte[] piece) {
        Future<Void> sent = piece.length == 0
                ? socket.writePing(Buffer.buffer())
                : socket.writeTextMessage(new String(piece, StandardCharsets.UTF_8));
        sent.onComplete(result -> {
            Flow.Subscription begun = subscription.get();
            if (result.failed()) {
                cancel();
            } else if (begun != null && !ended.get()) {
                begun.request(1);
            }
        });
    }

    @Override
    public void onFailure(Throwable failure) {
        end(GOING_AWAY, "it failed");
    }

    @Override
    public void onCompletion() {
        end(GOING_AWAY, "tail again");
    }

    /** Ends it because the client has gone. */
    void cancel() {
        end(GOING_AWAY, "");
    }

    /** Ends it with a reason. What waits is dropped: who tails again has it among the last lines. */
    void end(short status, String why) {
        if (ended.compareAndSet(false, true)) {
            Flow.Subscription begun = subscription.get();
            if (begun != null) {
                begun.cancel();
            }
            released.run();
            if (!socket.isClosed()) {
                socket.close(status, why);
            }
        }
    }
}
