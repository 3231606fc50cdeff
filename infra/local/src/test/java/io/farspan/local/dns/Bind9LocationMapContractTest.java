package io.farspan.local.dns;

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

import static org.junit.jupiter.api.Assumptions.assumeTrue;

class Bind9LocationMapContractTest extends LocationMapContractTest {

    private static final String ZONE = "map.farspan.test";

    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    private static Bind9 bind;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        assumeTrue(Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_BIND")) || Bind9.isInstalled(), Bind9.MISSING);
        bind = Bind9.start(ZONE, TSIG, directory, 0);
        map = create(bind.address(), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        if (bind != null) {
            map.close();
            bind.close();
        }
    }

    private static LocationMap create(String address, Duration timeout) {
        return LocationMapProvider.createFrom(new MapConfig("dns", ZONE, List.of(address), Optional.of(TSIG), timeout));
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
        return create("127.0.0.1:9", Duration.ofMillis(200));
    }
}
