package io.farspan.router.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A client that sends arbitrary bytes over a kept-alive HTTP/1.1 connection, which well-behaved client libraries cannot
 * do. Not thread-safe.
 */
final class Wire implements AutoCloseable {

    private final InetSocketAddress server;
    private final Duration timeout;
    private Optional<Socket> kept = Optional.empty();

    Wire(InetSocketAddress server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /**
     * Sends an input and reads the answer; empty when the connection is closed instead.
     *
     * @throws SocketTimeoutException when neither happens in time
     */
    Optional<HttpAnswer> send(Input input) throws IOException {
        if (input.alone()) {
            try (Socket socket = connect(input.stranger())) {
                return ask(socket, input, true);
            }
        }
        boolean fresh = kept.isEmpty();
        Socket socket = fresh ? connect(false) : kept.get();
        kept = Optional.empty();
        Optional<HttpAnswer> answer = ask(socket, input, false);
        if (answer.isPresent() && !answer.get().header("connection").equalsIgnoreCase("close")) {
            kept = Optional.of(socket);
            return answer;
        }
        socket.close();
        return answer.isPresent() || fresh ? answer : send(input); // it was idle for too long
    }

    private Socket connect(boolean stranger) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) timeout.toMillis());
        if (stranger) {
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
        }
        socket.connect(server, (int) timeout.toMillis());
        return socket;
    }

    private static Optional<HttpAnswer> ask(Socket socket, Input input, boolean last) throws IOException {
        try {
            socket.getOutputStream().write(input.bytes());
            if (last) {
                socket.shutdownOutput();
            }
            InputStream in = new BufferedInputStream(socket.getInputStream());
            HttpAnswer answer = read(in);
            while (answer.status() < 200) {
                answer = read(in);
            }
            return Optional.of(answer);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        }
    }

    private static HttpAnswer read(InputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int code = Integer.parseInt(status[1]);
        return new HttpAnswer(
                code, headers, code < 200 || code == 204 || code == 304 ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").contains("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                body.write(exactly(in, size));
                line(in);
            }
            line(in);
            return body.toByteArray();
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in).trim(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The body ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection was closed");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        if (kept.isPresent()) {
            kept.get().close();
        }
    }
}
