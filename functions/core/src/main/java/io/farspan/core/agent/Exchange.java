package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

/** One POST and what has come of it. Touched by the loop's thread only, once it is submitted. */
final class Exchange {

    final InetSocketAddress address;
    final ByteBuffer request;
    final long deadline;
    final boolean once;
    final Lane lane;
    private final UniEmitter<? super byte[]> emitter;
    final HttpResponse response;

    @Nullable
    Connection connection;

    boolean done;
    boolean connected;

    Exchange(
            InetSocketAddress address,
            byte[] request,
            long deadline,
            boolean once,
            Lane lane,
            int largest,
            UniEmitter<? super byte[]> emitter) {
        this.address = address;
        this.request = ByteBuffer.wrap(request);
        this.deadline = deadline;
        this.once = once;
        this.lane = lane;
        this.emitter = emitter;
        this.response = new HttpResponse(largest);
    }

    void succeed(byte[] body) {
        done = true;
        emitter.complete(body);
    }

    void fail(AgentFailure failure) {
        done = true;
        emitter.fail(failure);
    }

    /** Ready to be sent again over another connection. */
    void rewind() {
        request.rewind();
        connected = false;
    }
}
