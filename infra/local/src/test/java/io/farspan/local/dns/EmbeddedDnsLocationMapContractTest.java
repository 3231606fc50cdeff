package io.farspan.local.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.provider.map.LocationMap;

class EmbeddedDnsLocationMapContractTest extends DnsServerContractTest {

    private static DnsServer server;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        map = map(server.address(), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() throws IOException {
        map.close();
        server.close();
    }

    @Override
    protected LocationMap map() {
        return map;
    }
}
