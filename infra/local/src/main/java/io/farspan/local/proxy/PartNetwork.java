package io.farspan.local.proxy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/**
 * The network as one part sees it. It reads the location map through a DNS server of its own, which puts a {@link
 * FaultProxy} before every address, so that each link between two parts can have its own faults without the parts
 * knowing. Changes of the map pass through unchanged.
 */
public final class PartNetwork implements AutoCloseable {

    private static final Pattern AGENT = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");
    /** The port of a service endpoint in an entry's labels, at the agent's address or with one of its own. */
    private static final Pattern SERVICE = Pattern.compile(",_s=(127\\.0\\.0\\.1-)?([0-9]+)");

    private static final int LARGEST = 65_535;
    private static final int PATIENCE_MILLIS = 5_000;

    private final InetSocketAddress real;
    private final Set<String> rewritten;
    private final boolean instances;
    private final Duration roundTrip;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Integer, FaultProxy> ways = new ConcurrentHashMap<>();
    private volatile LinkFault fault = LinkFault.NONE;
    private volatile boolean broken;

    private PartNetwork(
            InetSocketAddress real,
            Set<String> rewritten,
            boolean instances,
            Duration roundTrip,
            DatagramSocket udp,
            ServerSocket tcp) {
        this.real = real;
        this.rewritten = rewritten;
        this.instances = instances;
        this.roundTrip = roundTrip;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * The network around the map at {@code server}.
     *
     * @param rewritten the first labels of SRV records whose targets are reached through proxies, e.g. {@code
     *     _function}
     * @param instances whether instances are too
     */
    public static PartNetwork start(String server, Set<String> rewritten, boolean instances, Duration roundTrip)
            throws IOException {
        int colon = server.lastIndexOf(':');
        InetSocketAddress real =
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        for (int attempt = 1; ; attempt++) {
            ServerSocket tcp = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            try {
                DatagramSocket udp =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
                PartNetwork network = new PartNetwork(real, rewritten, instances, roundTrip, udp, tcp);
                thread(network::serveUdp);
                thread(network::serveTcp);
                return network;
            } catch (IOException e) {
                tcp.close();
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    /** The DNS server to read the map from. */
    public String dns() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** The link to whatever listens on a port. */
    public FaultProxy way(int port) throws IOException {
        FaultProxy way = ways.get(port);
        if (way == null) {
            synchronized (ways) {
                way = ways.get(port);
                if (way == null) {
                    way = FaultProxy.start(port, roundTrip);
                    ways.put(port, way);
                }
            }
        }
        return way;
    }

    /** All links used so far, by port. */
    public Map<Integer, FaultProxy> ways() {
        return Map.copyOf(ways);
    }

    /** The fault of the link to the DNS server: none or {@link LinkFault#DROP}. */
    public void suffer(LinkFault now) {
        fault = now;
    }

    /** The DNS server answers SERVFAIL to everything, or answers again. */
    public void servfail(boolean now) {
        broken = now;
    }

    private void serveUdp() {
        byte[] buffer = new byte[LARGEST];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                InetAddress address = packet.getAddress();
                int port = packet.getPort();
                thread(() -> forward(query, address, port));
            } catch (IOException e) {
                // Closed, or a datagram that was lost.
            }
        }
    }

    private void forward(byte[] query, InetAddress address, int port) {
        if (fault.kind() == LinkFault.Kind.DROP) {
            return;
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            Optional<byte[]> refusal = refusal(query);
            byte[] answer;
            if (refusal.isPresent()) {
                answer = refusal.get();
            } else {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.send(new DatagramPacket(query, query.length, real));
                DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                socket.receive(packet);
                answer = rewrite(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
            udp.send(new DatagramPacket(answer, answer.length, address, port));
        } catch (IOException e) {
            // As lost as any datagram.
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                thread(() -> serve(connection));
            } catch (IOException e) {
                // Closed, or a connection that was lost.
            }
        }
    }

    private void serve(Socket near) {
        try (near;
                Socket far = new Socket(real.getAddress(), real.getPort());
                DataInputStream nearIn = new DataInputStream(near.getInputStream());
                DataOutputStream nearOut = new DataOutputStream(near.getOutputStream());
                DataInputStream farIn = new DataInputStream(far.getInputStream());
                DataOutputStream farOut = new DataOutputStream(far.getOutputStream())) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            while (true) {
                byte[] query = read(nearIn);
                while (fault.kind() == LinkFault.Kind.DROP) {
                    Thread.sleep(50);
                }
                Optional<byte[]> refusal = refusal(query);
                if (refusal.isPresent()) {
                    write(nearOut, refusal.get());
                } else {
                    write(farOut, query);
                    write(nearOut, rewrite(read(farIn)));
                }
            }
        } catch (IOException e) {
            // One of the two is done.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void write(DataOutputStream out, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >>> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
        out.flush();
    }

    private Optional<byte[]> refusal(byte[] query) throws IOException {
        if (!broken) {
            return Optional.empty();
        }
        Message answer = new Message(query);
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        return Optional.of(answer.toWire());
    }

    private byte[] rewrite(byte[] wire) throws IOException {
        Message answer = new Message(wire);
        if (answer.getTSIG() != null || answer.getHeader().getOpcode() != Opcode.QUERY) {
            return wire;
        }
        boolean changed = false;
        List<Record> records = new ArrayList<>(answer.getSection(Section.ANSWER));
        for (int i = 0; i < records.size(); i++) {
            Record record = records.get(i);
            if (record instanceof SRVRecord server
                    && rewritten.contains(server.getName().getLabelString(0))) {
                records.set(
                        i,
                        new SRVRecord(
                                server.getName(),
                                server.getDClass(),
                                server.getTTL(),
                                server.getPriority(),
                                server.getWeight(),
                                way(server.getPort()).port(),
                                server.getTarget()));
                changed = true;
            } else if (instances
                    && record instanceof TXTRecord text
                    && AGENT.matcher(text.rdataToString()).find()) {
                records.set(i, rewrite(text));
                changed = true;
            }
        }
        if (!changed) {
            return wire;
        }
        answer.removeAllRecords(Section.ANSWER);
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer.toWire();
    }

    private TXTRecord rewrite(TXTRecord text) throws IOException {
        List<String> strings = new ArrayList<>();
        for (Object string : text.getStrings()) {
            strings.add(rewrite((String) string));
        }
        return new TXTRecord(text.getName(), text.getDClass(), text.getTTL(), strings);
    }

    /** An instance; faults of the link to its agent apply to the link to its service too. */
    private String rewrite(String text) throws IOException {
        Matcher agent = AGENT.matcher(text);
        if (!agent.find()) {
            return text;
        }
        FaultProxy way = way(Integer.parseInt(agent.group(1)));
        String rewritten = agent.replaceFirst("127.0.0.1:" + way.port());
        Matcher service = SERVICE.matcher(rewritten);
        if (!service.find()) {
            return rewritten;
        }
        FaultProxy beside = way(Integer.parseInt(service.group(2)));
        way.takeAlong(beside);
        return service.replaceFirst(",_s=" + beside.port());
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
        ways.values().forEach(FaultProxy::close);
    }
}
