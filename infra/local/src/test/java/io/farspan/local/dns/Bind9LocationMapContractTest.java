package io.farspan.local.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.provider.map.LocationMap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Skipped where BIND is not installed, unless {@code FARSPAN_REQUIRE_BIND=true} demands it, as in CI. */
class Bind9LocationMapContractTest extends DnsServerContractTest {

    private static Bind9 bind;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        boolean required = Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_BIND"));
        assumeTrue(required || Bind9.isInstalled(), Bind9.MISSING);
        bind = Bind9.start(ZONE, TSIG, directory, 0);
        map = map(bind.address(), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        if (bind != null) {
            map.close();
            bind.close();
        }
    }

    @Override
    protected LocationMap map() {
        return map;
    }
}
