package io.farspan.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.problem.Stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A connection to one host that records how far it came and how long each stage took, which ordinary clients hide. Blocks;
 * everything together ends by the deadline, however slowly the far side sends or takes bytes. Only the resolver of names
 * has its own limit.
 */
public final class StagedConnection implements AutoCloseable {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Socket socket;
    private final String host;
    private final long started;
    private final SocketDeadline deadline;
    private final double connectMs;

    private StagedConnection(Socket socket, String host, long started, SocketDeadline deadline, double connectMs) {
        this.socket = socket;
        this.host = host;
        this.started = started;
        this.deadline = deadline;
        this.connectMs = connectMs;
    }

    /**
     * Where to connect.
     *
     * @param host its name, which a certificate must have
     * @param address its address, if that is known; otherwise the resolver is asked
     * @param port TCP port
     * @param tls whether TLS is spoken
     */
    public record Destination(String host, Optional<InetAddress> address, int port, boolean tls) {}

    /** An attempt that failed, how far it came, and whether the far side refused or did not answer. */
    public static final class Failure extends IOException {

        private static final long serialVersionUID = 1L;

        private final Stage stage;
        private final boolean answered;

        Failure(Stage stage, boolean answered, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.stage = stage;
            this.answered = answered;
        }

        /** Where it failed. */
        public Stage stage() {
            return stage;
        }

        /** Whether something came back: a refusal, a reset, an alert. False when nothing did in time. */
        public boolean answered() {
            return answered;
        }
    }

    /** Resolves, connects and, where that is spoken, does the TLS handshake. */
    public static StagedConnection open(Destination target, SSLSocketFactory trust, Duration timeout) throws Failure {
        return open(new Socket(), target, trust, timeout);
    }

    /**
     * The same over the caller's own socket, which is not connected yet: closing that from another thread ends whatever
     * this connection waits for, also before it is open.
     */
    public static StagedConnection open(Socket plain, Destination target, SSLSocketFactory trust, Duration timeout)
            throws Failure {
        long started = System.nanoTime();
        SocketDeadline deadline = new SocketDeadline(plain, timeout);
        Stage stage = Stage.DNS;
        try {
            InetAddress address =
                    target.address.isPresent() ? target.address.get() : InetAddress.getByName(target.host);
            stage = Stage.TCP;
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address, target.port), deadline.left());
            Socket socket = plain;
            if (target.tls) {
                stage = Stage.TLS;
                plain.setSoTimeout(deadline.left());
                socket = secured(target, trust, plain);
            }
            double connectMs = (System.nanoTime() - started) / NANOS_PER_MILLI;
            return new StagedConnection(socket, target.host, started, deadline, connectMs);
        } catch (IOException e) {
            Failure failure = failure(stage, target.host + ":" + target.port, deadline, e);
            deadline.cancel();
            close(plain);
            throw failure;
        }
    }

    private static Socket secured(Destination target, SSLSocketFactory trust, Socket plain) throws IOException {
        SSLSocket secure = (SSLSocket) trust.createSocket(plain, target.host, target.port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /**
     * Reaches a host and no more: TCP and TLS; where TLS is not spoken one HTTP request that invokes nothing, because a
     * TCP connection alone is made by the host's kernel. The milliseconds that took.
     */
    public static double ping(Destination target, SSLSocketFactory trust, Duration timeout) throws Failure {
        try (StagedConnection connection = open(target, trust, timeout)) {
            if (!target.tls) {
                connection.send(("OPTIONS * HTTP/1.1\r\nHost: " + target.host
                                + "\r\nUser-Agent: farspan\r\nConnection: close\r\n\r\n")
                        .getBytes(US_ASCII));
                if (connection.read(new byte[1]) < 0) {
                    throw new Failure(
                            Stage.HTTP, true, target.host + ":" + target.port + " closed without an answer", null);
                }
            }
            return connection.tookMs();
        }
    }

    /** How long resolving, TCP and TLS took. */
    public double connectMs() {
        return connectMs;
    }

    /** The time since the attempt began. */
    public double tookMs() {
        return (System.nanoTime() - started) / NANOS_PER_MILLI;
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws Failure {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw failure(Stage.HTTP, host, deadline, e);
        }
    }

    /** Takes what has come, waiting until the deadline for the first byte; below 0 at the end. */
    public int read(byte[] buffer) throws Failure {
        try {
            socket.setSoTimeout(deadline.left());
            InputStream in = socket.getInputStream();
            int count = in.read(buffer);
            if (count < 0 && deadline.isOver()) {
                throw new SocketTimeoutException("no answer in time");
            }
            return count;
        } catch (IOException e) {
            throw failure(Stage.HTTP, host, deadline, e);
        }
    }

    private static Failure failure(Stage stage, String where, SocketDeadline deadline, IOException cause) {
        if (cause instanceof Failure known) {
            return known;
        }
        boolean silent = deadline.isOver()
                || cause instanceof SocketTimeoutException
                || (cause instanceof ConnectException
                        && !String.valueOf(cause.getMessage()).contains("refused"))
                || cause instanceof java.net.NoRouteToHostException;
        return new Failure(
                stage,
                !silent && !(cause instanceof UnknownHostException),
                where + ": " + (silent ? "no answer in time at " + stage : explain(cause)),
                cause);
    }

    /** The innermost cause: Java wraps the fault of a certificate several times. */
    private static String explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                Throwable root = cause.getCause() == null ? cause : cause.getCause();
                return "its certificate is not accepted: " + root.getMessage();
            }
        }
        return failure instanceof UnknownHostException
                ? "its name cannot be resolved"
                : failure instanceof SSLException
                        ? "TLS: " + failure.getMessage()
                        : String.valueOf(failure.getMessage());
    }

    @Override
    public void close() {
        close(socket); // TLS says goodbye first, which may block as well
        deadline.cancel();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
