package io.farspan.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.dns.DnsServer;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapView;

import static org.awaitility.Awaitility.await;

class MapWatchTest {

    private static final String ZONE = "map.farspan.test";
    private static final String KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private DnsServer server;
    private LocationMap map;
    private MapWatch watch;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = DnsServer.start(
                ZONE, KEY, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        map = LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(server.address()), Duration.ofMillis(200), Map.of()));
        watch = new MapWatch(
                "shop",
                map,
                new MapView(map, Clock.systemUTC()),
                new StallDetector(Duration.ofMillis(50), System::nanoTime),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        map.close();
        server.close();
    }

    @Test
    void anUnknownApplicationIsNotTheServersFaultButSilenceIs() throws IOException {
        await().atMost(LIMIT).until(() -> state().ok());

        server.close();

        await().atMost(LIMIT).until(() -> state().fails());
    }

    private EdgeState state() {
        watch.read(PERIOD);
        return watch.state(PERIOD);
    }
}
