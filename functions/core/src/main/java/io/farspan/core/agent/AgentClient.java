package io.farspan.core.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.process.Watchdog;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A client that posts to agents, any number at a time, on one thread of its own.
 * Safe for use by many threads. Every exchange ends by its deadline; a failed one fails with {@link AgentFailure}.
 */
public final class AgentClient implements AutoCloseable {

    /** A probe asks for a few values. All agents answer at the same time, and these answers never wait for memory. */
    private static final int LARGEST_TO_A_PROBE = 128 << 10;

    private final AgentSettings settings;
    private final AgentLoop loop;
    private final Watchdog watch;

    /** A client with no connections yet. */
    public AgentClient(AgentSettings settings) {
        this.settings = settings;
        try {
            this.loop = new AgentLoop(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("No selector can be opened; the process may be out of file descriptors", e);
        }
        this.watch = Watchdog.haltingFor("farspan-agents", loop::isAlive);
    }

    /**
     * The body that an agent answers with.
     *
     * @param address where the agent listens
     * @param body a bulk request
     * @param timeout how long it may take in total
     * @param once whether the request must never reach the agent twice
     * @param lane what it is for
     * @see AgentRequest
     */
    public Uni<byte[]> post(InetSocketAddress address, byte[] body, Duration timeout, boolean once, Lane lane) {
        int largest = lane == Lane.PROBE ? LARGEST_TO_A_PROBE : settings.maxAnswerBytes();
        return ask(new AgentRequest(address, body, "", timeout, once, lane, lane == Lane.CALL, largest, () -> {}))
                .map(answer -> {
                    answer.release();
                    return answer.body();
                });
    }

    /**
     * What an agent answers; the caller releases it. A request that was sent is not withdrawn when its caller stops
     * waiting: the answer is then read and released.
     */
    public Uni<AgentAnswer> ask(AgentRequest request) {
        return Uni.createFrom()
                .<AgentAnswer>emitter(emitter -> loop.submit(
                        new Exchange(request, request(request.address(), request.query(), request.body()), emitter)))
                .invoke(AgentAnswer::take);
    }

    /** The largest answer of one agent. */
    public int largestAnswer() {
        return settings.maxAnswerBytes();
    }

    /** Whether exchanges make progress: a loop that has stalled carries none and reports no error. */
    public boolean isAlive() {
        return loop.isAlive();
    }

    /** Whether an agent is working on a call of this process, so that its silence is not evidence. */
    public boolean isBusy(InetSocketAddress address) {
        return loop.isBusy(address);
    }

    private byte[] request(InetSocketAddress address, String query, byte[] body) {
        StringBuilder head = new StringBuilder(256)
                .append("POST ")
                .append(settings.path())
                .append(query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(address.getAddress().getHostAddress())
                .append(':')
                .append(address.getPort())
                .append("\r\nContent-Type: application/json\r\nUser-Agent: farspan\r\nContent-Length: ")
                .append(body.length);
        settings.authorization()
                .ifPresent(value -> head.append("\r\nAuthorization: ").append(value));
        byte[] start = head.append("\r\n\r\n").toString().getBytes(US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    @Override
    public void close() {
        watch.close();
        loop.close();
    }
}
