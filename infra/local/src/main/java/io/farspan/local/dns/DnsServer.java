package io.farspan.local.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Serves a zone on one port, UDP and TCP. {@code DnsServer.start(...)} listens when it returns; {@link #close} stops and
 * leaves the journal complete. No message ends one of its threads or holds one forever.
 */
public final class DnsServer implements AutoCloseable {

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Journal journal;
    private final IncidentLog trouble;
    private final ScheduledExecutorService clock;

    private DnsServer(
            DatagramSocket udp,
            ServerSocket tcp,
            Answerer answerer,
            Journal journal,
            IncidentLog trouble,
            DnsLimits limits) {
        this.udp = udp;
        this.tcp = tcp;
        this.journal = journal;
        this.trouble = trouble;
        String name = "dns " + tcp.getLocalPort();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        this.clock = Executors.newSingleThreadScheduledExecutor(threads);
        threads.newThread(new UdpListener(udp, answerer, trouble)).start();
        threads.newThread(new TcpListener(tcp, answerer, trouble, limits, threads, clock))
                .start();
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
        return start(zone, tsig, journal, listen, DnsLimits.USUAL);
    }

    static DnsServer start(String zone, String tsig, Path journal, InetSocketAddress listen, DnsLimits limits)
            throws IOException {
        TsigKey key = TsigKey.parse(tsig);
        Zone content = new Zone(zone);
        Journal written = Journal.open(journal, content);
        IncidentLog trouble = new IncidentLog();
        Answerer answerer = new Answerer(content, key, written, trouble);
        @Nullable ServerSocket tcp = null;
        DatagramSocket udp;
        for (int attempt = 1; ; attempt++) {
            tcp = new ServerSocket();
            tcp.bind(listen, 128);
            try {
                udp = new DatagramSocket(new InetSocketAddress(listen.getAddress(), tcp.getLocalPort()));
                break;
            } catch (IOException e) {
                // The free TCP port may be in use for UDP; unless a port was asked for, any other will do.
                tcp.close();
                if (listen.getPort() != 0 || attempt == 20) {
                    throw new IOException("Cannot listen on " + listen + " for UDP: " + e.getMessage(), e);
                }
            }
        }
        return new DnsServer(udp, tcp, answerer, written, trouble, limits);
    }

    /** {@code host:port}. */
    public String address() {
        return tcp.getInetAddress().getHostAddress() + ":" + tcp.getLocalPort();
    }

    /**
     * How often something happened that no message should cause: an exception in the code that answers, a socket that
     * fails. Malformed messages that were recognised as such do not count.
     */
    public long troubles() {
        return trouble.count();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        clock.shutdownNow();
        journal.close();
    }
}
