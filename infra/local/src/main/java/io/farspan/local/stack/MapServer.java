package io.farspan.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.farspan.local.dns.Bind9;
import io.farspan.local.dns.DnsServerMain;
import io.farspan.local.proxy.PartNetwork;
import io.farspan.provider.map.MapConfig;

/** The DNS server that holds the map, and the network as each part sees it when the stack has faults. */
final class MapServer implements AutoCloseable {

    private final String address;
    private final String tsig;
    private final Map<String, PartNetwork> networks = new LinkedHashMap<>();

    private MapServer(String address, String tsig) {
        this.address = address;
        this.tsig = tsig;
    }

    static MapServer start(Run run, Processes processes) throws IOException, InterruptedException {
        StackOptions options = run.options();
        String tsig = run.secrets().tsig();
        String address;
        if (options.dns == StackOptions.Dns.bind) {
            Bind9 bind = Bind9.start(LocalStack.ZONE, tsig, run.work().resolve("bind"), options.dnsPort);
            processes.put("dns", bind.process());
            address = bind.address();
        } else {
            List<String> arguments = List.of(
                    LocalStack.ZONE,
                    tsig,
                    run.work().resolve("dns.journal").toString(),
                    Integer.toString(options.dnsPort));
            processes.startLocal("dns", DnsServerMain.class, Map.of(), arguments);
            address = "127.0.0.1:" + processes.port("dns");
        }
        MapServer server = new MapServer(address, tsig);
        if (options.faults) {
            Duration roundTrip = Duration.ofMillis(options.rttMillis);
            for (String router : List.of(LocalStack.HOME, LocalStack.STANDBY)) {
                server.networks.put(router, PartNetwork.start(address, Set.of("_function"), false, roundTrip));
            }
            for (String location : LocalStack.LOCATIONS.keySet()) {
                server.networks.put(
                        "function:" + location,
                        PartNetwork.start(address, Set.of("_function", "_tool"), true, Duration.ZERO));
            }
        }
        return server;
    }

    /** {@code host:port}. */
    String address() {
        return address;
    }

    /** How the map is written. */
    MapConfig config() {
        return new MapConfig("dns", LocalStack.ZONE, List.of(address), Duration.ofSeconds(2), Map.of("tsig", tsig));
    }

    /** How a part reads it. */
    Map<String, String> environment(String part) {
        PartNetwork network = networks.get(part);
        return Map.of(
                "FARSPAN_MAP_ZONE", LocalStack.ZONE, "FARSPAN_MAP_SERVERS", network == null ? address : network.dns());
    }

    /** The network as a part sees it. */
    PartNetwork network(String part) {
        PartNetwork network = networks.get(part);
        if (network == null) {
            throw new IllegalStateException(part + " has no network of its own; the stack was started without faults");
        }
        return network;
    }

    @Override
    public void close() {
        networks.values().forEach(PartNetwork::close);
    }
}
