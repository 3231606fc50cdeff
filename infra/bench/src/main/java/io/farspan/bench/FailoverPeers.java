package io.farspan.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.stack.LocalStack;

/**
 * gdnsd and PowerDNS (Debian packages {@code gdnsd}, {@code pdns-server}, {@code pdns-backend-bind}) that send the shop's
 * users to aws1, or to az1 when aws1 does not answer; the one that is not installed is left out. They check the shop
 * itself from where home is, each location at a loopback address of its own that leads to one of its instances.
 */
final class FailoverPeers implements AutoCloseable {

    private static final Map<String, String> ADDRESSES =
            new LinkedHashMap<>(Map.of("aws1", "127.0.0.11", "az1", "127.0.0.12"));
    private static final Pattern LISTENING = Pattern.compile("LISTENING ([0-9]+)");
    private static final Duration START = Duration.ofSeconds(20);
    private static final int TIMEOUT_MILLIS = 500;
    private static final String GDNSD = "/usr/sbin/gdnsd";
    private static final String POWERDNS = "/usr/sbin/pdns_server";
    private static final String ZONE = "peer.test";

    private final Map<String, FaultProxy> ways = new TreeMap<>();
    private final Map<String, String> servers = new TreeMap<>();
    private final List<Child> children = new ArrayList<>();
    private final int port;

    private FailoverPeers(int port) {
        this.port = port;
    }

    static FailoverPeers start(LocalStack stack) throws Exception {
        FailoverPeers peers = new FailoverPeers(freePort());
        for (Map.Entry<String, String> location : ADDRESSES.entrySet()) {
            int shop = Integer.parseInt(
                    stack.child("instance:" + location.getKey() + "/i-1").await(LISTENING, START));
            peers.ways.put(
                    location.getKey(),
                    FaultProxy.start(InetAddress.getByName(location.getValue()), peers.port, shop, Duration.ZERO));
        }
        if (Files.isExecutable(Path.of(GDNSD))) {
            peers.startGdnsd(Files.createDirectories(stack.work().resolve("gdnsd")));
        }
        if (Files.isExecutable(Path.of(POWERDNS))) {
            peers.startPowerDns(Files.createDirectories(stack.work().resolve("pdns")));
        }
        return peers;
    }

    private void startGdnsd(Path directory) throws IOException, InterruptedException {
        int dns = freePort();
        Files.createDirectories(directory.resolve("zones"));
        Files.writeString(
                directory.resolve("config"),
                """
                options => {
                  listen => 127.0.0.1:%1$d
                  run_dir => %2$s/run
                  state_dir => %2$s/state
                  zones_default_ttl => 5
                  udp_threads => 1
                  tcp_threads => 1
                }
                service_types => {
                  web => { plugin => "http_status", port => %3$d, url_path => "/health",
                           up_thresh => 2, ok_thresh => 1, down_thresh => 2, interval => 2, timeout => 1 }
                }
                plugins => {
                  simplefo => { service_types => web, prod => { primary => %4$s, secondary => %5$s } }
                }
                """
                        .formatted(dns, directory.toAbsolutePath(), port, ADDRESSES.get("aws1"), ADDRESSES.get("az1")));
        Files.writeString(
                directory.resolve("zones").resolve(ZONE),
                """
                @ SOA ns1 hostmaster 1 7200 1800 259200 5
                @ NS ns1
                ns1 A 127.0.0.1
                app 5 DYNA simplefo!prod
                """);
        Child gdnsd = Child.start(
                "gdnsd",
                directory.resolve("gdnsd.log"),
                Map.of(),
                List.of(GDNSD, "-c", directory.toAbsolutePath().toString(), "-D", "start"));
        children.add(gdnsd);
        servers.put("gdnsd", "127.0.0.1:" + dns);
    }

    private void startPowerDns(Path directory) throws IOException, InterruptedException {
        int dns = freePort();
        Files.writeString(
                directory.resolve("pdns.conf"),
                """
                launch=bind
                bind-config=%1$s/named.conf
                local-address=127.0.0.1
                local-port=%2$d
                socket-dir=%1$s
                enable-lua-records=yes
                lua-health-checks-interval=1
                daemon=no
                guardian=no
                cache-ttl=0
                query-cache-ttl=0
                negquery-cache-ttl=0
                """
                        .formatted(directory.toAbsolutePath(), dns));
        Files.writeString(
                directory.resolve("named.conf"),
                "zone \"%s\" { type master; file \"%s/zone\"; };%n".formatted(ZONE, directory.toAbsolutePath()));
        Files.writeString(
                directory.resolve("zone"),
                """
                $ORIGIN %s.
                $TTL 5
                @ IN SOA ns1 hostmaster 1 7200 1800 259200 5
                @ IN NS ns1
                ns1 IN A 127.0.0.1
                app 5 IN LUA A "ifurlup('http://app.%s:%d/health', {{'%s'},{'%s'}}, {timeout=1})"
                """
                        .formatted(ZONE, ZONE, port, ADDRESSES.get("aws1"), ADDRESSES.get("az1")));
        children.add(Child.start(
                "pdns",
                directory.resolve("pdns.log"),
                Map.of(),
                List.of(POWERDNS, "--config-dir=" + directory.toAbsolutePath())));
        servers.put("pdns", "127.0.0.1:" + dns);
    }

    /** The peers that are installed. */
    Set<String> names() {
        return servers.keySet();
    }

    /** The network path from home to a location's shop. */
    FaultProxy way(String location) {
        FaultProxy way = ways.get(location);
        if (way == null) {
            throw new IllegalArgumentException("There is no network path to " + location);
        }
        return way;
    }

    /** A caching resolver for the clients of a peer. */
    Resolver resolver(String peer) throws IOException {
        return new Resolver(servers.getOrDefault(peer, ""), "app." + ZONE, false);
    }

    /** Whether each peer publishes a location now, bypassing caches. */
    Map<String, Boolean> serving(String location) throws IOException {
        Map<String, Boolean> serving = new TreeMap<>();
        for (String peer : servers.keySet()) {
            try {
                serving.put(peer, resolver(peer).serves(location));
            } catch (IOException e) {
                serving.put(peer, true); // without an answer the last one stands
            }
        }
        return serving;
    }

    boolean allServe(String location) throws IOException {
        return serving(location).values().stream().allMatch(Boolean::booleanValue);
    }

    /** Whether the shop answers at the address that a resolver returns. */
    boolean answers(Resolver resolver) throws IOException {
        String address = resolver.address();
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + ":" + port + "/health").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try {
            return connection.getResponseCode() == 200;
        } finally {
            connection.disconnect();
        }
    }

    /** Caches an answer for its TTL. */
    static final class Resolver {

        private final SimpleResolver server;
        private final Name name;
        private final int type;
        private List<Record> known = List.of();
        private long until = System.nanoTime();

        Resolver(String server, String name, boolean weights) throws IOException {
            int colon = server.lastIndexOf(':');
            this.server = new SimpleResolver(
                    new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
            this.server.setTimeout(Duration.ofSeconds(1));
            this.name = Name.fromString(name + ".");
            this.type = weights ? Type.SRV : Type.A;
        }

        private List<Record> answer() throws IOException {
            if (known.isEmpty() || System.nanoTime() - until >= 0) {
                Message answer = server.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
                known = answer.getSection(Section.ANSWER);
                long ttl = known.stream().mapToLong(Record::getTTL).min().orElse(0);
                until = System.nanoTime() + Duration.ofSeconds(ttl).toNanos();
            }
            return known;
        }

        String address() throws IOException {
            for (Record record : answer()) {
                if (record instanceof ARecord address) {
                    return address.getAddress().getHostAddress();
                }
            }
            throw new IOException("no address");
        }

        /** Whether users are sent to a location, by its address or a positive weight. */
        boolean serves(String location) throws IOException {
            for (Record record : answer()) {
                boolean weighted = record instanceof SRVRecord server
                        && server.getTarget().toString().startsWith("lb." + location + ".")
                        && server.getWeight() > 0;
                boolean addressed = record instanceof ARecord address
                        && address.getAddress().getHostAddress().equals(ADDRESSES.get(location));
                if (weighted || addressed) {
                    return true;
                }
            }
            if (known.isEmpty()) {
                throw new IOException("no answer");
            }
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        }
    }

    @Override
    public void close() {
        children.forEach(Child::close);
        ways.values().forEach(FaultProxy::close);
    }
}
