package io.farspan.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.dns.DnsServer;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.Routes;
import io.farspan.provider.map.TrafficTarget;

import static org.assertj.core.api.Assertions.assertThat;

/** A move is verified when the map's server and every resolver show it. A second server plays the resolver. */
class ResolversTest {

    private static final String ZONE = "map.farspan.test";
    private static final String KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Predicate<Routes> MOVED = routes ->
            routes.traffic().stream().map(TrafficTarget::location).toList().equals(List.of("az1"));

    private DnsServer server;
    private DnsServer resolver;
    private LocationMap map;
    private Resolvers resolvers;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = server(directory.resolve("server"));
        resolver = server(directory.resolve("resolver"));
        map = map(server);
        FailoverConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(FailoverConfig.class)
                .withDefaultValue("farspan.failover.resolvers", resolver.address())
                .build()
                .getConfigMapping(FailoverConfig.class);
        resolvers = new Resolvers(config, ZONE, map);
        write(server, "az1");
    }

    @AfterEach
    void stop() throws IOException {
        resolvers.close();
        map.close();
        resolver.close();
        server.close();
    }

    @Test
    void aMoveThatEveryResolverShowsMatches() {
        write(resolver, "az1");

        assertThat(allMatch()).isTrue();
        assertThat(resolvers.description()).contains(resolver.address());
    }

    @Test
    void aStaleResolverIsAMismatch() {
        write(resolver, "aws1");

        assertThat(allMatch()).isFalse();
    }

    @Test
    void aResolverWithoutTheRecordIsAMismatch() {
        assertThat(allMatch()).isFalse();
    }

    @Test
    void anUnreachableResolverIsAMismatch() throws IOException {
        write(resolver, "az1");
        resolver.close();

        assertThat(allMatch()).isFalse();
    }

    @Test
    void anUnreachableMapServerIsAMismatch() throws IOException {
        write(resolver, "az1");
        server.close();

        assertThat(allMatch()).isFalse();
    }

    private boolean allMatch() {
        return resolvers.allMatch("shop", MOVED).await().atMost(LIMIT);
    }

    private static void write(DnsServer to, String location) {
        try (LocationMap written = map(to)) {
            written.commit(new MapChange(
                            Optional.empty(),
                            MapHead.first("shop", "dc1", List.of()),
                            List.of(new MapChange.PutTraffic(
                                    List.of(new TrafficTarget(location, "lb." + location + "." + ZONE, 443, 100))))))
                    .await()
                    .atMost(LIMIT);
        }
    }

    private static LocationMap map(DnsServer of) {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(of.address()), Duration.ofSeconds(1), Map.of("tsig", KEY)));
    }

    private static DnsServer server(Path journal) throws IOException {
        return DnsServer.start(ZONE, KEY, journal, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
