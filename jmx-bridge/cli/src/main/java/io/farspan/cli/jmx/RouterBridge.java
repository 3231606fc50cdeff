package io.farspan.cli.jmx;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/**
 * The bridge inside a router, as far as it can be reached from here.
 *
 * @param host the router's host
 * @param port the bridge's port
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/rmi/protocol.html">RMI wire protocol</a>
 */
record RouterBridge(String host, int port) {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int MAGIC = 0x4a524d49;
    private static final int VERSION = 2;
    private static final int STREAM_PROTOCOL = 0x4b;
    private static final int ACKNOWLEDGED = 0x4e;

    /** The URL of a view. */
    String url(String view) {
        return "service:jmx:rmi:///jndi/rmi://" + host + ":" + port + "/" + view;
    }

    /**
     * Whether the port speaks RMI over TLS rather than plainly.
     *
     * @param trust the context of home's clients; empty for the JVM's own
     * @throws CommandFailure when it speaks neither
     */
    boolean speaksTls(SSLContext trust) {
        try {
            if (shakesHands(Optional.empty())) {
                return false;
            }
            if (shakesHands(Optional.of(trust))) {
                return true;
            }
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        }
        throw failure("it does not speak RMI", null);
    }

    private CommandFailure failure(String why, @org.jspecify.annotations.Nullable IOException cause) {
        String message = "The router's bridge at " + host + ":" + port + " cannot be used from here: " + why
                + ".\n  next: name its port with --direct-port, or leave --direct out: a port is then opened here.";
        return cause == null
                ? new CommandFailure(ExitCode.UNREACHABLE, message)
                : new CommandFailure(ExitCode.UNREACHABLE, message, cause);
    }

    private boolean shakesHands(Optional<SSLContext> tls) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
            plain.setSoTimeout((int) LIMIT.toMillis());
            if (tls.isEmpty()) {
                return isAcknowledged(plain);
            }
            try (SSLSocket secure = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, host, port, true)) {
                return isAcknowledged(secure);
            }
        }
    }

    private static boolean isAcknowledged(Socket socket) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeByte(STREAM_PROTOCOL);
        out.flush();
        try {
            return new DataInputStream(socket.getInputStream()).read() == ACKNOWLEDGED;
        } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
            return false; // it expects something else, and closes or waits
        }
    }
}
