package io.farspan.local.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP way that takes a round-trip time: every byte arrives half of it after it was sent, in order, and a new
 * connection costs a whole one, as its handshake would. Counts bytes and calls.
 */
public final class DelayProxy implements AutoCloseable {

    private static final byte[] END = {};

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final long half;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();

    private DelayProxy(ServerSocket server, InetSocketAddress target, Duration roundTrip) {
        this.server = server;
        this.target = target;
        this.half = roundTrip.toNanos() / 2;
    }

    /** A way to {@code port} on loopback. */
    public static DelayProxy start(int port, Duration roundTrip) throws IOException {
        return start(InetAddress.getLoopbackAddress(), 0, port, roundTrip);
    }

    /** A way from {@code listen} on another loopback address to {@code port} on the usual one. */
    public static DelayProxy start(InetAddress address, int listen, int port, Duration roundTrip) throws IOException {
        ServerSocket server = new ServerSocket(listen, 256, address);
        DelayProxy proxy =
                new DelayProxy(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), roundTrip);
        thread(proxy::accept, "delay-accept");
        return proxy;
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Bytes carried so far, both ways. */
    public long bytes() {
        return bytes.get();
    }

    /** Pieces so far that begin an HTTP POST: the calls, when each fits into one piece. */
    public long posts() {
        return posts.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                near.setTcpNoDelay(true);
                thread(() -> connect(near), "delay-connect");
            } catch (IOException e) {
                // Closed, or a connection that was lost before it was accepted.
            }
        }
    }

    private void connect(Socket near) {
        long established = System.nanoTime() + 2 * half;
        try {
            Socket far = new Socket();
            far.setTcpNoDelay(true);
            far.connect(target);
            carry(near, far, established);
            carry(far, near, established);
        } catch (IOException e) {
            close(near);
        }
    }

    private void carry(Socket from, Socket to, long established) {
        BlockingQueue<Piece> way = new LinkedBlockingQueue<>();
        thread(() -> take(from, way, established), "delay-read");
        thread(() -> give(way, from, to), "delay-write");
    }

    /** What was sent and when it is due. */
    private record Piece(byte[] content, long due) {}

    private void take(Socket from, BlockingQueue<Piece> way, long established) {
        byte[] buffer = new byte[64 << 10];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes.addAndGet(count);
                if (count > 4 && buffer[0] == 'P' && buffer[1] == 'O' && buffer[2] == 'S' && buffer[3] == 'T') {
                    posts.incrementAndGet();
                }
                way.add(new Piece(Arrays.copyOf(buffer, count), due(established)));
            }
        } catch (IOException e) {
            // The other side learns of it as of an end.
        }
        way.add(new Piece(END, due(established)));
    }

    private long due(long established) {
        return Math.max(System.nanoTime(), established) + half;
    }

    private static void give(BlockingQueue<Piece> way, Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = way.take(); ; piece = way.take()) {
                for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (piece.content == END) {
                    to.shutdownOutput();
                    return;
                }
                out.write(piece.content);
                out.flush();
            }
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private static void thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
