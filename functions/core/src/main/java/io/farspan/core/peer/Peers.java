package io.farspan.core.peer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLSocketFactory;

import io.smallrye.mutiny.Uni;

import io.farspan.core.message.HttpFault;
import io.farspan.core.message.HttpResponse;
import io.farspan.protocol.http.StagedConnection;
import io.farspan.protocol.http.StagedConnection.Destination;
import io.farspan.protocol.http.Trust;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.process.EssentialThread;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.ToolEndpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Reaches functions of other locations, and home, over a connection each. Safe for use by many threads. */
public final class Peers implements AutoCloseable {

    /** Exchanges at a time. */
    static final int MOST_THREADS = 16;

    /** Exchanges that wait for a thread; one more is not taken on. */
    static final int MOST_WAITING = 256;

    private static final int BUFFER = 64 << 10;

    private static final String CROWDED = "this function has too many exchanges with other locations under way";

    private final SSLSocketFactory trust;
    private final int largest;
    private final ExecutorService workers;

    /** Peers whose certificates come from the platform's authorities or those in a PEM file. */
    public Peers(Optional<String> trustedCertificates, int largest) {
        this.trust = Trust.of(trustedCertificates);
        this.largest = largest;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                20,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> EssentialThread.daemon(task, "farspan-peer"));
        pool.allowCoreThreadTimeOut(true);
        this.workers = pool;
    }

    /** Where a function is. */
    public static Destination target(FunctionEndpoint endpoint) {
        return new Destination(endpoint.host(), endpoint.address(), endpoint.port(), endpoint.tls());
    }

    /** Where home is. */
    public static Destination target(ToolEndpoint tool) {
        return new Destination(tool.host(), tool.address(), tool.port(), tool.tls());
    }

    /**
     * Reaches a host without invoking what runs there; never fails. One that does not get its turn in time is
     * {@link Reach.Ending#NOT_TRIED}, as that is not the host's fault.
     */
    public Uni<Reach> ping(String name, Destination target, Duration timeout) {
        long asked = System.nanoTime();
        return onWorker(() -> {
                    long started = System.nanoTime();
                    if (started - asked >= timeout.toNanos()) {
                        return notTried(name);
                    }
                    try {
                        double took = StagedConnection.ping(target, trust, timeout);
                        return Reach.reached(name, took, took);
                    } catch (StagedConnection.Failure e) {
                        return Reach.failed(
                                name,
                                e.answered() ? Reach.Ending.REFUSED : Reach.Ending.SILENT,
                                e.stage(),
                                (System.nanoTime() - started) / 1e6,
                                String.valueOf(e.getMessage()));
                    }
                })
                .onFailure(RejectedExecutionException.class)
                .recoverWithItem(() -> notTried(name));
    }

    private static Reach notTried(String name) {
        return Reach.failed(name, Reach.Ending.NOT_TRIED, Stage.TCP, 0, CROWDED);
    }

    /** What a peer answered. */
    public record Answer(HttpResponse response) {}

    /** Sends a request to a function, with the path below its base; fails with {@link PeerFailure}. */
    public Uni<Answer> send(
            FunctionEndpoint endpoint,
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            Duration timeout) {
        long asked = System.nanoTime();
        return onWorker(() -> {
                    Duration left = timeout.minusNanos(System.nanoTime() - asked);
                    if (left.isNegative()) {
                        throw new PeerFailure(Stage.TCP, false, CROWDED);
                    }
                    try (StagedConnection connection = StagedConnection.open(target(endpoint), trust, left)) {
                        connection.send(head(endpoint, method, path, headers, body.length));
                        connection.send(body);
                        return new Answer(read(connection));
                    } catch (StagedConnection.Failure e) {
                        throw new PeerFailure(e.stage(), e.answered(), String.valueOf(e.getMessage()));
                    } catch (HttpFault e) {
                        throw new PeerFailure(Stage.HTTP, true, "what answers there does not speak HTTP as expected");
                    }
                })
                .onFailure(RejectedExecutionException.class)
                .transform(full -> new PeerFailure(Stage.TCP, false, CROWDED));
    }

    /** A post that got no answer. */
    public static final class PeerFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Stage stage;
        private final boolean answered;

        PeerFailure(Stage stage, boolean answered, String message) {
            super(message, null, false, false);
            this.stage = stage;
            this.answered = answered;
        }

        /** Where it failed. */
        public Stage stage() {
            return stage;
        }

        /** Whether something came back. */
        public boolean answered() {
            return answered;
        }
    }

    private static byte[] head(
            FunctionEndpoint endpoint, String method, String path, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(endpoint.path())
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.host())
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(length);
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        return head.append("\r\n\r\n").toString().getBytes(US_ASCII);
    }

    private HttpResponse read(StagedConnection connection) throws StagedConnection.Failure {
        HttpResponse response = new HttpResponse(largest);
        byte[] buffer = new byte[BUFFER];
        while (!response.complete()) {
            int count = connection.read(buffer);
            if (count < 0) {
                response.end();
            } else {
                response.take(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        return response;
    }

    private <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(workers);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
