package io.farspan.local.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.testkit.LocationMapContractTest;

class EmbeddedDnsLocationMapContractTest extends LocationMapContractTest {

    private static final String ZONE = "map.farspan.test";
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    private static DnsServer server;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        map = create(server.address());
    }

    @AfterAll
    static void stop() throws IOException {
        map.close();
        server.close();
    }

    private static LocationMap create(String address) {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(address), Optional.of(TSIG), Duration.ofSeconds(2)));
    }

    @Override
    protected LocationMap map() {
        return map;
    }

    @Override
    protected String zone() {
        return ZONE;
    }

    @Override
    protected LocationMap unreachableMap() {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of("127.0.0.1:9"), Optional.of(TSIG), Duration.ofMillis(200)));
    }
}
