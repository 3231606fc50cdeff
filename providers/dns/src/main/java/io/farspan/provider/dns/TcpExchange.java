package io.farspan.provider.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.DefaultIoClientFactory;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * DNS over TCP, one connection for each message, closed when the answer is there or the time is up.
 *
 * <p>It stands in for dnsjava's own client. That one (3.6.3, {@code NioTcpClient}) keeps a connection forever, even
 * when every message on it has timed out, loses the frame boundaries when the two bytes of a length arrive separately,
 * and looks at its time limits only when its selector, which all resolvers of the process share, returned with nothing
 * to do: a server that trickles bytes keeps every other exchange from ending in time. UDP stays with dnsjava, whose
 * exchange ends with the first datagram.
 */
final class TcpExchange implements TcpIoClient {

    /** UDP by dnsjava, TCP by this. */
    static IoClientFactory factory() {
        return new IoClientFactory() {
            private final IoClientFactory usual = new DefaultIoClientFactory();
            private final TcpExchange tcp = new TcpExchange();

            @Override
            public TcpIoClient createOrGetTcpClient() {
                return tcp;
            }

            @Override
            public UdpIoClient createOrGetUdpClient() {
                return usual.createOrGetUdpClient();
            }
        };
    }

    @Override
    public CompletableFuture<byte[]> sendAndReceiveTcp(
            @Nullable InetSocketAddress local, InetSocketAddress remote, Message query, byte[] data, Duration timeout) {
        AsynchronousSocketChannel channel;
        try {
            channel = AsynchronousSocketChannel.open().bind(local);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((bytes, failure) -> close(channel));
        new Connection(channel, answer).exchange(remote, data);
        return answer;
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed or not, it is no longer used.
        }
    }

    /** The steps of one exchange; any failure fails the answer. */
    private record Connection(AsynchronousSocketChannel channel, CompletableFuture<byte[]> answer) {

        void exchange(InetSocketAddress remote, byte[] query) {
            ByteBuffer framed = ByteBuffer.allocate(2 + query.length)
                    .putShort((short) query.length)
                    .put(query)
                    .flip();
            this.<@Nullable Void>step(handler -> channel.connect(remote, null, handler), connected -> write(framed));
        }

        private void write(ByteBuffer framed) {
            step(handler -> channel.write(framed, null, handler), (Integer written) -> {
                if (framed.hasRemaining()) {
                    write(framed);
                } else {
                    read(
                            ByteBuffer.allocate(2),
                            length -> read(
                                    ByteBuffer.allocate(Short.toUnsignedInt(length.getShort())),
                                    message -> answer.complete(message.array())));
                }
            });
        }

        private void read(ByteBuffer into, Consumer<ByteBuffer> full) {
            if (!into.hasRemaining()) {
                full.accept(into.flip());
                return;
            }
            step(handler -> channel.read(into, null, handler), (Integer read) -> {
                if (read < 0) {
                    answer.completeExceptionally(new EOFException("the server closed the connection"));
                } else {
                    read(into, full);
                }
            });
        }

        private <T> void step(Consumer<CompletionHandler<T, @Nullable Void>> start, Consumer<T> then) {
            try {
                start.accept(new CompletionHandler<>() {
                    @Override
                    public void completed(T result, @Nullable Void nothing) {
                        try {
                            then.accept(result);
                        } catch (RuntimeException e) {
                            answer.completeExceptionally(e);
                        }
                    }

                    @Override
                    public void failed(Throwable failure, @Nullable Void nothing) {
                        answer.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }
}
