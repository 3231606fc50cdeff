package io.farspan.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLSocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.http.StagedConnection.Destination;
import io.farspan.protocol.http.StagedConnection.Failure;
import io.farspan.protocol.problem.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** A far side that keeps a connection busy with nothing. */
class StagedConnectionTest {

    private static final SSLSocketFactory TRUST = Trust.of(Optional.empty());
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(5);

    /** A TLS record's header: a handshake of 16,000 bytes, of which the first says server hello. */
    private static final byte[] LONG_RECORD = {0x16, 3, 3, 0x3e, (byte) 0x80, 2};

    private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(1);
    private final ExecutorService farSide = Executors.newCachedThreadPool();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        pace.shutdownNow();
        farSide.shutdownNow();
    }

    @Test
    void aHandshakeThatComesByteByByteEndsByTheDeadlineAsATimeoutOfTls() {
        // given
        farSide.submit(() -> drip(server.accept()));

        // when
        Future<?> opened = apart(() -> StagedConnection.open(target(true), TRUST, TIMEOUT));

        // then
        timesOut(opened, Stage.TLS);
    }

    @Test
    void aRequestThatIsNotTakenEndsByTheDeadlineAsATimeoutOfHttp() {
        // given: more than the buffers of both sides hold
        farSide.submit(() -> server.accept());
        byte[] large = new byte[64 << 20];

        // when
        Future<?> sent = apart(() -> {
            try (StagedConnection connection = StagedConnection.open(target(false), TRUST, TIMEOUT)) {
                connection.send(large);
                return connection;
            }
        });

        // then
        timesOut(sent, Stage.HTTP);
    }

    @Test
    void closingTheSocketEndsAConnectionThatIsNotOpenYet() throws Exception {
        // given: a handshake that is under way
        Socket socket = new Socket();
        Future<?> opened = apart(() -> StagedConnection.open(socket, target(true), TRUST, Duration.ofMinutes(5)));
        try (Socket far = server.accept()) {
            assertThat(far.getInputStream().read()).isPositive();

            // when
            socket.close();

            // then
            assertThat(ended(opened).stage()).isEqualTo(Stage.TLS);
        }
    }

    /** Greets, and sends a byte of the rest now and then until the near side is gone. */
    private Void drip(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(LONG_RECORD);
        pace.scheduleAtFixedRate(() -> write(out), 50, 50, TimeUnit.MILLISECONDS);
        InputStream in = socket.getInputStream();
        in.transferTo(OutputStream.nullOutputStream());
        return null;
    }

    private static void write(OutputStream out) {
        try {
            out.write(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Destination target(boolean tls) {
        return new Destination("localhost", Optional.of(server.getInetAddress()), server.getLocalPort(), tls);
    }

    /** Runs on a thread that no test waits for when it hangs. */
    private static <T> Future<T> apart(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "near-side");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void timesOut(Future<?> work, Stage stage) {
        Failure failure = ended(work);
        assertThat(failure.stage()).isEqualTo(stage);
        assertThat(failure.answered()).isFalse();
        assertThat(failure).hasMessageContaining("no answer in time at " + stage);
    }

    private static Failure ended(Future<?> work) {
        try {
            return fail("it went through: " + work.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return fail("it is under way after " + SOON);
        } catch (ExecutionException e) {
            return (Failure) e.getCause();
        } catch (InterruptedException e) {
            return fail("interrupted", e);
        }
    }
}
