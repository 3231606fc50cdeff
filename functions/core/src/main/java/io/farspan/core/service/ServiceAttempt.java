package io.farspan.core.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;
import io.farspan.provider.map.ServiceEndpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

/** One attempt to reach a service. Touched by the loop's thread once it is submitted. */
final class ServiceAttempt {

    /** {@code HTTP/1.1 200}: more of the answer is not read. */
    private static final int STATUS_LINE = 12;

    private static final int FIRST_FAILURE = 500;

    final InetSocketAddress address;
    final long deadline;
    private final ServiceEndpoint service;
    private final long submitted = System.nanoTime();
    private final UniEmitter<? super Reach> emitter;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocate(STATUS_LINE);
    private @Nullable SocketChannel channel;
    private double connectMs;
    private boolean connected;
    private boolean over;
    private boolean silent;
    /** Whether it was silent the last time. */
    boolean doubtful;

    ServiceAttempt(ServiceEndpoint service, Duration timeout, UniEmitter<? super Reach> emitter) {
        this.service = service;
        this.address = new InetSocketAddress(service.inetAddress(), service.port());
        this.deadline = submitted + timeout.toNanos();
        this.emitter = emitter;
        this.request = ByteBuffer.wrap(service.path()
                .map(path -> "GET " + path + " HTTP/1.1\r\nHost: " + host(service)
                        + "\r\nUser-Agent: farspan\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .orElse("")
                .getBytes(US_ASCII));
    }

    private static String host(ServiceEndpoint service) {
        return new ServiceEndpoint(service.address(), service.port(), Optional.empty()).toString();
    }

    boolean isOver() {
        return over;
    }

    void start(Selector selector) {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            boolean at = opened.connect(address);
            opened.register(selector, at ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (IOException | RuntimeException e) { // an address family that the machine does not have
            refused(e.getMessage());
        }
    }

    /** Does what can be done without waiting. */
    void advance(SelectionKey key) {
        SocketChannel open = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                open.finishConnect();
            }
            if (!connected) {
                connected = true;
                connectMs = millis();
                if (service.path().isEmpty()) {
                    end(Reach.reached(service.toString(), connectMs, connectMs).at(Stage.TCP));
                    return;
                }
                key.interestOps(SelectionKey.OP_WRITE);
            }
            if (request.hasRemaining()) {
                open.write(request);
                key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(open);
            }
        } catch (IOException | RuntimeException e) { // the loop's thread lives on
            refused(e.getMessage());
        }
    }

    private void read(SocketChannel open) throws IOException {
        int count = open.read(answer);
        if (answer.hasRemaining() && count >= 0) {
            return;
        }
        String line = new String(answer.array(), 0, answer.position(), ISO_8859_1);
        if (line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
            int status = Integer.parseInt(line.substring(STATUS_LINE - 3));
            if (status < FIRST_FAILURE) {
                end(Reach.reached(service.toString(), connectMs, millis()).at(Stage.HTTP));
            } else {
                refused("HTTP " + status);
            }
        } else {
            refused(
                    line.isEmpty()
                            ? "it closed the connection without an answer"
                            : "what answers does not speak HTTP there: '" + Names.shorten(line) + "'");
        }
    }

    /** Its time is over. */
    void expire() {
        if (channel == null) {
            notTried("its turn did not come in time: too many services that do not answer are tried at the same time");
        } else {
            fail(
                    Reach.Ending.SILENT,
                    connected
                            ? "it accepted the connection but did not answer GET "
                                    + service.path().orElse("/")
                            : "it accepted no connection");
        }
    }

    void notTried(String why) {
        fail(Reach.Ending.NOT_TRIED, why);
    }

    private void refused(@Nullable String why) {
        fail(Reach.Ending.REFUSED, String.valueOf(why));
    }

    private void fail(Reach.Ending ending, String why) {
        end(Reach.failed(service.toString(), ending, connected ? Stage.HTTP : Stage.TCP, millis(), why));
    }

    private void end(Reach reach) {
        if (over) {
            return;
        }
        over = true;
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
        silent = reach.ending() == Reach.Ending.SILENT;
        emitter.complete(reach);
    }

    /** Whether it used up its time. */
    boolean wasSilent() {
        return silent;
    }

    private double millis() {
        return (System.nanoTime() - submitted) / 1e6;
    }
}
