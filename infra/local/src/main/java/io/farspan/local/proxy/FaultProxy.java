package io.farspan.local.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A TCP link with a round-trip time: every byte arrives half of it after it was sent, in order, and a new connection
 * costs a whole one, as its handshake would. It can be made to {@link #suffer}. Counts bytes and calls.
 */
public final class FaultProxy implements AutoCloseable {

    private static final byte[] END = {};
    private static final int BACKLOG = 64;
    /** What a packet carries where tunnels have taken their share. */
    private static final int SMALL = 1_200;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "way");
        thread.setDaemon(true);
        return thread;
    });
    private static final long RESENT = Duration.ofMillis(200).toNanos();
    private static final long RESENT_SYN = Duration.ofSeconds(1).toNanos();
    private static final byte[] TOO_MANY = ("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 46\r\n\r\n{\"Reason\":\"ReservedFunctionInvocationLimit\"}  ")
            .getBytes(US_ASCII);

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final long half;
    private final Meter meter = new Meter();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Socket> fillers = new ArrayList<>();
    private final Object change = new Object();
    private final Set<FaultProxy> alongside = ConcurrentHashMap.newKeySet();
    private volatile LinkFault fault = LinkFault.NONE;
    private volatile Optional<SSLContext> pretence = Optional.empty();
    private volatile long coldUntil;

    private FaultProxy(ServerSocket server, InetSocketAddress target, Duration roundTrip) {
        this.server = server;
        this.target = target;
        this.half = roundTrip.toNanos() / 2;
    }

    /** A link to {@code port} on loopback. */
    public static FaultProxy start(int port, Duration roundTrip) throws IOException {
        return start(InetAddress.getLoopbackAddress(), 0, port, roundTrip);
    }

    /** A link from {@code listen} on another loopback address to {@code port} on the usual one. */
    public static FaultProxy start(InetAddress address, int listen, int port, Duration roundTrip) throws IOException {
        ServerSocket server = new ServerSocket(listen, BACKLOG, address);
        FaultProxy proxy =
                new FaultProxy(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), roundTrip);
        thread(proxy::accept);
        return proxy;
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Bytes carried so far, in both directions. */
    public long bytes() {
        return carried(path -> true).bytes();
    }

    /** Pieces so far that begin an HTTP POST: the calls, when each fits into one piece. */
    public long posts() {
        return carried(path -> true).posts();
    }

    /** What was carried for requests whose path {@code which} takes, and for their answers. */
    public Carried carried(Predicate<String> which) {
        return meter.carried(which);
    }

    /** Applies this link's faults, present and future, to another one too. */
    void takeAlong(FaultProxy other) throws IOException {
        if (alongside.add(other)) {
            other.suffer(fault);
        }
    }

    /** Applies a fault from now on. */
    public void suffer(LinkFault now) throws IOException {
        for (FaultProxy other : alongside) {
            other.suffer(now);
        }
        synchronized (change) {
            LinkFault before = fault;
            fault = now;
            coldUntil = 0;
            if (now.kind() == LinkFault.Kind.DROP && before.kind() != LinkFault.Kind.DROP) {
                refuseHandshakes();
            } else if (now.kind() != LinkFault.Kind.DROP) {
                fillers.forEach(FaultProxy::close);
                fillers.clear();
            }
            if (now.kind() == LinkFault.Kind.RESET) {
                sockets.forEach(FaultProxy::reset);
            }
            change.notifyAll();
        }
    }

    /**
     * Fills the queue of connections that wait to be accepted. Linux then drops every further SYN, as a network that
     * carries nothing would.
     */
    private void refuseHandshakes() throws IOException {
        for (int i = 0; i < 2 * BACKLOG; i++) {
            Socket filler = new Socket();
            try {
                filler.connect(server.getLocalSocketAddress(), 50);
                fillers.add(filler);
            } catch (SocketTimeoutException e) {
                filler.close();
                return;
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                awaitPassage(0);
                near.setTcpNoDelay(true);
                thread(() -> connect(near));
            } catch (IOException e) {
                // Closed, or a connection that was lost before it was accepted.
            }
        }
    }

    /** Waits as long as nothing of that size gets through. */
    private void awaitPassage(int size) {
        synchronized (change) {
            while (stops(fault.kind(), size) && !server.isClosed()) {
                try {
                    change.wait(1_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static boolean stops(LinkFault.Kind kind, int size) {
        return kind == LinkFault.Kind.DROP || (kind == LinkFault.Kind.LARGE && size > SMALL);
    }

    /** From now on it answers TLS itself, with a certificate that is not the target's; empty makes it forward again. */
    public void pretend(Optional<SSLContext> certificate) {
        pretence = certificate;
        sockets.forEach(FaultProxy::reset);
    }

    private static void pretend(Socket near, SSLContext certificate) {
        try (near;
                SSLSocket secure = (SSLSocket)
                        certificate.getSocketFactory().createSocket(near, "127.0.0.1", near.getPort(), true)) {
            secure.setUseClientMode(false);
            secure.startHandshake();
            secure.getInputStream().read();
        } catch (IOException e) {
            // The other side rejects it, which is the purpose.
        }
    }

    private void connect(Socket near) {
        Optional<SSLContext> other = pretence;
        if (other.isPresent()) {
            pretend(near, other.get());
            return;
        }
        LinkFault now = fault;
        long established = System.nanoTime() + 2 * half;
        if (now.kind() == LinkFault.Kind.RESET) {
            reset(near);
            return;
        }
        if (now.kind() == LinkFault.Kind.DELAY) {
            established += now.time().toNanos();
        }
        boolean synLost = isLost(now);
        boolean replyLost = isLost(now);
        if (synLost || replyLost) {
            established += RESENT_SYN;
        }
        try {
            Socket far = new Socket();
            far.setTcpNoDelay(true);
            far.connect(target);
            sockets.add(near);
            sockets.add(far);
            Meter.Connection counted = meter.new Connection();
            carry(near, far, established, true, counted);
            carry(far, near, established, false, counted);
        } catch (IOException e) {
            // What would be refused without the proxy is refused with it.
            reset(near);
        }
    }

    private void carry(Socket from, Socket to, long established, boolean onward, Meter.Connection counted) {
        BlockingQueue<Piece> way = new LinkedBlockingQueue<>();
        thread(() -> take(from, way, established, onward, counted));
        thread(() -> give(way, from, to));
    }

    /** What was sent and when it is due. */
    private record Piece(byte[] content, long due) {}

    private void take(
            Socket from, BlockingQueue<Piece> way, long established, boolean onward, Meter.Connection counted) {
        byte[] buffer = new byte[64 << 10];
        long last = established;
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                boolean post = counted.count(buffer, count, onward);
                LinkFault now = fault;
                if (post && onward && now.kind() == LinkFault.Kind.THROTTLE) {
                    from.getOutputStream().write(TOO_MANY);
                    continue;
                }
                last = Math.max(last, due(established, now, post && onward));
                way.add(new Piece(Arrays.copyOf(buffer, count), last));
            }
        } catch (IOException e) {
            // The other side sees it as the end of the stream.
        }
        way.add(new Piece(END, Math.max(last, System.nanoTime() + half)));
    }

    private long due(long established, LinkFault now, boolean call) {
        long due = Math.max(System.nanoTime(), established) + half;
        if (now.kind() == LinkFault.Kind.DELAY) {
            due += now.time().toNanos() / 2;
        }
        long wait = RESENT;
        while (isLost(now)) {
            due += wait;
            wait *= 2;
        }
        if (call && now.kind() == LinkFault.Kind.COLD) {
            synchronized (change) {
                coldUntil = coldUntil == 0 ? System.nanoTime() + now.time().toNanos() : coldUntil;
            }
            due = Math.max(due, coldUntil);
        }
        return due;
    }

    private static boolean isLost(LinkFault now) {
        return now.kind() == LinkFault.Kind.LOSS && ThreadLocalRandom.current().nextDouble() < now.share();
    }

    private void give(BlockingQueue<Piece> way, Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = way.take(); ; piece = way.take()) {
                for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                awaitPassage(piece.content.length);
                if (piece.content == END) {
                    to.shutdownOutput();
                    sockets.remove(from);
                    return;
                }
                out.write(piece.content);
                out.flush();
            }
        } catch (IOException e) {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }

    private static void thread(Runnable task) {
        THREADS.execute(task);
    }

    @Override
    public void close() {
        close(server);
        sockets.forEach(FaultProxy::close);
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }
}
