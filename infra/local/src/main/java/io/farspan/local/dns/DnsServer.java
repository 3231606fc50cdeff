package io.farspan.local.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/**
 * Serves a zone on one port, UDP and TCP. {@code DnsServer.start(...)} listens when it returns; {@link #close} stops and
 * leaves the journal complete.
 */
public final class DnsServer implements AutoCloseable {

    private static final int TCP_IDLE_MILLIS = 30_000;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Answerer answerer;
    private final Journal journal;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "dns");
        thread.setDaemon(true);
        return thread;
    });

    private DnsServer(DatagramSocket udp, ServerSocket tcp, Answerer answerer, Journal journal) {
        this.udp = udp;
        this.tcp = tcp;
        this.answerer = answerer;
        this.journal = journal;
    }

    /**
     * Starts a server.
     *
     * @param zone the zone's name
     * @param tsig {@code algorithm:name:base64}, the key that may change the zone
     * @param journal the file that keeps its changes; made when it is not there
     * @param listen a loopback address; port 0 takes a free one
     */
    public static DnsServer start(String zone, String tsig, Path journal, InetSocketAddress listen) throws IOException {
        TsigKey key = TsigKey.parse(tsig);
        Zone content = new Zone(zone);
        Journal written = Journal.open(journal, content);
        Answerer answerer = new Answerer(content, key, written);
        @Nullable ServerSocket tcp = null;
        DatagramSocket udp;
        for (int attempt = 1; ; attempt++) {
            tcp = new ServerSocket();
            tcp.bind(listen, 128);
            try {
                udp = new DatagramSocket(new InetSocketAddress(listen.getAddress(), tcp.getLocalPort()));
                break;
            } catch (IOException e) {
                // The free TCP port may be taken for UDP; another one is as good unless one was asked for.
                tcp.close();
                if (listen.getPort() != 0 || attempt == 20) {
                    throw new IOException("Cannot listen on " + listen + " for UDP: " + e.getMessage(), e);
                }
            }
        }
        DnsServer server = new DnsServer(udp, tcp, answerer, written);
        server.threads.execute(server::serveUdp);
        server.threads.execute(server::serveTcp);
        return server;
    }

    /** {@code host:port}. */
    public String address() {
        return tcp.getInetAddress().getHostAddress() + ":" + tcp.getLocalPort();
    }

    private void serveUdp() {
        byte[] buffer = new byte[65_535];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                byte[] answer = answerer.answer(query, true);
                if (answer.length > 0) {
                    InetAddress to = packet.getAddress();
                    udp.send(new DatagramPacket(answer, answer.length, to, packet.getPort()));
                }
            } catch (IOException e) {
                // A datagram that cannot be sent is a datagram lost; a closed socket ends the loop.
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                // A connection lost before it was accepted; a closed socket ends the loop.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                DataInputStream in = new DataInputStream(connection.getInputStream());
                DataOutputStream out = new DataOutputStream(connection.getOutputStream())) {
            connection.setSoTimeout(TCP_IDLE_MILLIS);
            connection.setTcpNoDelay(true);
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] answer = answerer.answer(query, false);
                if (answer.length == 0) {
                    return;
                }
                byte[] framed = new byte[answer.length + 2];
                framed[0] = (byte) (answer.length >>> 8);
                framed[1] = (byte) answer.length;
                System.arraycopy(answer, 0, framed, 2, answer.length);
                out.write(framed);
                out.flush();
            }
        } catch (EOFException e) {
            // The client is done.
        } catch (IOException e) {
            // The client went away or said nothing for too long; it will connect again.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        threads.shutdownNow();
        journal.close();
    }
}
