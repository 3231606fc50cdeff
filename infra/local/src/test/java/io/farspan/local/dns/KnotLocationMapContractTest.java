package io.farspan.local.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.process.Child;
import io.farspan.provider.map.LocationMap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Skipped where Knot DNS is not installed, unless {@code FARSPAN_REQUIRE_KNOT=true} demands it, as in CI. */
class KnotLocationMapContractTest extends DnsServerContractTest {

    private static final Path KNOTD = Path.of("/usr/sbin/knotd");
    private static final Pattern RUNNING = Pattern.compile("(server started)");

    private static Child knot;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        boolean required = Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_KNOT"));
        assumeTrue(required || Files.isExecutable(KNOTD), "Knot DNS (Debian package knot) is not installed");
        int port = freePort();
        String[] key = TSIG.split(":");
        Files.writeString(
                directory.resolve("zone.db"),
                """
                $ORIGIN %s.
                $TTL 60
                @ IN SOA ns hostmaster 1 3600 600 86400 5
                @ IN NS ns
                ns IN A 127.0.0.1
                """
                        .formatted(ZONE));
        Files.writeString(
                directory.resolve("knot.conf"),
                """
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                    udp-workers: 1
                    tcp-workers: 2
                    background-workers: 1
                log:
                  - target: stdout
                    any: info
                database:
                    storage: "%1$s"
                key:
                  - id: %3$s
                    algorithm: %4$s
                    secret: %5$s
                acl:
                  - id: changes
                    key: %3$s
                    action: update
                zone:
                  - domain: %6$s
                    storage: "%1$s"
                    file: zone.db
                    acl: changes
                    journal-content: none
                    zonefile-sync: -1
                """
                        .formatted(directory.toAbsolutePath(), port, key[1], key[0], key[2], ZONE));
        knot = Child.start(
                "knotd",
                directory.resolve("knot.log"),
                Map.of(),
                List.of(KNOTD.toString(), "-c", directory.resolve("knot.conf").toString()));
        knot.await(RUNNING, Duration.ofSeconds(20));
        map = map("127.0.0.1:" + port, Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        if (knot != null) {
            map.close();
            knot.close();
        }
    }

    @Override
    protected LocationMap map() {
        return map;
    }

    private static int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        }
    }
}
