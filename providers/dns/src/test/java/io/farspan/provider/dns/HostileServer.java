package io.farspan.provider.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.xbill.DNS.Message;

/** A DNS server that sends whatever a test gives it, over UDP and TCP. */
final class HostileServer implements AutoCloseable {

    /** What it does with a query. */
    interface Behaviour {
        /** The bytes to send; none leaves the query without an answer. */
        byte[] answer(Message query, boolean udp) throws IOException;
    }

    private final ServerSocket tcp = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
    private final AtomicInteger queries = new AtomicInteger();
    private volatile Behaviour behaviour;
    private volatile boolean trickling;

    HostileServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        daemon(() -> {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
                udp.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), true);
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        });
        daemon(() -> {
            while (true) {
                Socket connection = tcp.accept();
                daemon(() -> serve(connection));
            }
        });
    }

    void behave(Behaviour other) {
        behaviour = other;
        queries.set(0);
    }

    /** From now on sends fifty bytes a second over TCP, one at a time. */
    void trickle() {
        trickling = true;
    }

    int queries() {
        return queries.get();
    }

    String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    private byte[] answer(byte[] query, boolean overUdp) throws IOException {
        queries.incrementAndGet();
        return behaviour.answer(new Message(query), overUdp);
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
                byte[] framed = ByteBuffer.allocate(2 + answer.length)
                        .putShort((short) answer.length)
                        .put(answer)
                        .array();
                send(framed, connection.getOutputStream());
            }
        }
    }

    private void send(byte[] framed, OutputStream out) throws IOException {
        if (!trickling) {
            out.write(framed);
            return;
        }
        for (byte each : framed) {
            out.write(each);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    /** A task that ends when its socket is closed. */
    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The client is done, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
