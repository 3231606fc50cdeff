package io.farspan.core.agent;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

import io.farspan.core.message.HttpResponse;

/** One POST and what has come of it. Touched by the loop's thread only, once it is submitted. */
final class Exchange {

    /** Within its location an agent accepts a connection in a fraction of this. */
    private static final long TIME_TO_CONNECT = TimeUnit.MILLISECONDS.toNanos(100);

    final AgentRequest asked;
    final InetSocketAddress address;
    final ByteBuffer request;
    final long submitted = System.nanoTime();
    final long deadline;
    private final UniEmitter<? super AgentAnswer> emitter;
    final HttpResponse response;

    @Nullable
    Connection connection;

    /** Whoever asked has had an answer or a failure. */
    boolean done;

    boolean connected;

    private boolean connecting;
    private long connectingSince;

    /** The whole request has been handed to the system. */
    boolean sent;

    /** Counted as work of its agent. */
    boolean atWork;

    /** Bytes of the answer for which there is room. */
    long admitted;

    /** Not read at present, for want of room. */
    boolean paused;

    /** Its answer is compared with the one that agents have in common. */
    boolean compared;

    private boolean ended;

    Exchange(AgentRequest asked, byte[] request, UniEmitter<? super AgentAnswer> emitter) {
        this.asked = asked;
        this.address = asked.address();
        this.request = ByteBuffer.wrap(request);
        this.deadline = submitted + asked.timeout().toNanos();
        this.emitter = emitter;
        this.response = new HttpResponse(asked.largest());
    }

    /** Hands the answer over, or releases it when nobody takes it. */
    void succeed(AgentAnswer answer) {
        done = true;
        emitter.complete(answer);
        if (!answer.isTaken()) {
            answer.release();
        }
    }

    void fail(AgentFailure failure) {
        done = true;
        emitter.fail(failure);
    }

    /** The agent is through with it, as far as can be told. */
    void end() {
        if (!ended) {
            ended = true;
            asked.ended().run();
        }
    }

    /** A connection is being opened for it. */
    void connecting() {
        connecting = true;
        connectingSince = System.nanoTime();
    }

    /** Whether the agent had time to accept a connection before the deadline. */
    boolean hadTimeToConnect() {
        return connecting && deadline - connectingSince >= TIME_TO_CONNECT;
    }

    /** Ready to be sent again over another connection. */
    void rewind() {
        request.rewind();
        connected = false;
        sent = false;
    }
}
