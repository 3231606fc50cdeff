package io.farspan.local.dns;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * One client's messages and their answers (RFC 7766), in order. It has a deadline at every moment; the listener closes
 * it when that has passed, which ends whatever it is waiting for.
 */
final class TcpConnection {

    private final Socket socket;
    private final Answerer answerer;
    private final DnsLimits limits;
    private volatile long deadline;
    private volatile long lastUsed = System.nanoTime();

    TcpConnection(Socket socket, Answerer answerer, DnsLimits limits) {
        this.socket = socket;
        this.answerer = answerer;
        this.limits = limits;
        within(limits.idle());
    }

    /** Serves until the client is done, or the connection is closed. */
    void serve() {
        try {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] query = next(in);
            while (query.length > 0) {
                byte[] answer = answerer.answer(query, false);
                if (answer.length == 0) {
                    return;
                }
                within(limits.message());
                out.write(framed(answer));
                lastUsed = System.nanoTime();
                query = next(in);
            }
        } catch (IOException e) {
            // The client went away in the middle of a message, or its time was up; it will connect again.
        }
    }

    /** The next message; empty at the end. */
    private byte[] next(InputStream in) throws IOException {
        within(limits.idle());
        int high = in.read();
        within(limits.message());
        int low = high < 0 ? -1 : in.read();
        int length = low < 0 ? 0 : high << 8 | low;
        byte[] message = in.readNBytes(length);
        return message.length == length ? message : new byte[0];
    }

    private static byte[] framed(byte[] answer) {
        byte[] framed = new byte[answer.length + 2];
        framed[0] = (byte) (answer.length >>> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, 2, answer.length);
        return framed;
    }

    private void within(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    boolean isOverdue(long now) {
        return deadline - now < 0;
    }

    /** When the last answer was sent, by {@link System#nanoTime}. */
    long lastUsed() {
        return lastUsed;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed or not, it is no longer used.
        }
    }
}
