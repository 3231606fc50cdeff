package io.farspan.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

import jdk.net.ExtendedSocketOptions;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A minimal HTTP client: one kept-alive connection, a request built once, the answer read by its length. It
 * acknowledges at once, so a stock agent answers without the delay of 40 ms, and no client can be faster.
 */
final class RawHttp implements AutoCloseable {

    private final InetSocketAddress address;
    private final byte[] request;
    private Socket socket;
    private InputStream in;

    RawHttp(String host, int port, String path, String headers, String body) throws IOException {
        address = new InetSocketAddress(host, port);
        byte[] content = body.getBytes(UTF_8);
        request = ("POST " + path + " HTTP/1.1\r\nHost: " + host + ":" + port
                        + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + content.length
                        + "\r\n\r\n" + body)
                .getBytes(UTF_8);
        socket = connect(address);
        in = buffered(socket);
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address);
        return socket;
    }

    private static InputStream buffered(Socket socket) throws IOException {
        return new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /**
     * Sends the request and returns the answer's body. A connection that the server closed while idle is opened again.
     */
    byte[] ask() throws IOException {
        try {
            return exchange();
        } catch (EOFException e) {
            socket.close();
            socket = connect(address);
            in = buffered(socket);
            return exchange();
        }
    }

    private byte[] exchange() throws IOException {
        socket.getOutputStream().write(request);
        socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        String status = line();
        int length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        byte[] body = chunked ? chunks() : in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(status + ": " + new String(body, UTF_8));
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line().trim(), 16); size > 0; size = Integer.parseInt(line().trim(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server closed the connection after '" + line + "'");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
