package io.farspan.local.dns;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.testkit.LocationMapContractTest;

/** The provider {@code dns} over a server that a test starts. */
abstract class DnsServerContractTest extends LocationMapContractTest {

    static final String ZONE = "map.farspan.test";
    static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    static LocationMap map(String server, Duration timeout) {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(server), timeout, Map.of("tsig", TSIG)));
    }

    @Override
    protected String zone() {
        return ZONE;
    }

    @Override
    protected LocationMap unreachableMap() {
        return map("127.0.0.1:9", Duration.ofMillis(200));
    }
}
