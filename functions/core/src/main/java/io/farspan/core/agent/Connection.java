package io.farspan.core.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** A TCP connection to an agent, carrying one exchange at a time. */
final class Connection {

    private static final SocketOption<Boolean> QUICKACK = ExtendedSocketOptions.TCP_QUICKACK;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final boolean quick;
    final InetSocketAddress address;

    @Nullable
    Exchange exchange;

    boolean reused;
    long idleSince;

    private Connection(SocketChannel channel, Selector selector, InetSocketAddress address) throws IOException {
        this.channel = channel;
        this.address = address;
        this.quick = channel.supportedOptions().contains(QUICKACK);
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    static Connection open(Selector selector, InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            return new Connection(channel, selector, address);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Whether the connection may be kept. The JDK's HTTP server writes a head and a body apart and leaves Nagle's
     * algorithm on, so the body waits for the head to be acknowledged; Linux delays that by 40 ms on a connection in
     * use unless told each time not to. Where it cannot be told, every exchange takes a new connection: on that one it
     * does not delay.
     */
    boolean mayBeKept() {
        return quick;
    }

    void carry(Exchange next) {
        exchange = next;
        next.connection = this;
    }

    void finishConnect() throws IOException {
        channel.finishConnect();
    }

    /** Sends what it can; true when all is sent. */
    boolean write(ByteBuffer buffer) throws IOException {
        channel.write(buffer);
        boolean all = !buffer.hasRemaining();
        key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
        if (all) {
            acknowledgeAtOnce();
        }
        return all;
    }

    /** Stops reading, so that the agent has to wait, or resumes. */
    void pause(boolean paused) {
        key.interestOps(paused ? 0 : SelectionKey.OP_READ);
    }

    int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer);
        if (count > 0) {
            acknowledgeAtOnce();
        }
        return count;
    }

    /** Whether the agent has closed an idle connection or sent something unrequested. */
    boolean isSpoilt(ByteBuffer scratch) {
        try {
            scratch.clear();
            return channel.read(scratch) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void acknowledgeAtOnce() throws IOException {
        if (quick) {
            channel.setOption(QUICKACK, true);
        }
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
