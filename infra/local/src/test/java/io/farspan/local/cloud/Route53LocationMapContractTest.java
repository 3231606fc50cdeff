package io.farspan.local.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.tomakehurst.wiremock.WireMockServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.farspan.local.dns.DnsServer;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.testkit.LocationMapContractTest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

/** The provider {@code route53} over a stand-in for the API and a real DNS server that shows what it holds. */
class Route53LocationMapContractTest extends LocationMapContractTest {

    private static final String ZONE = "map.farspan.test";
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static DnsServer server;
    private static WireMockServer api;
    private static FakeRoute53 route53;
    private static LocationMap map;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
        route53 = new FakeRoute53(new Publisher(ZONE, TSIG, port));
        api = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(route53));
        api.start();
        api.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers("route53")));
        map = map(server.address(), api.baseUrl(), Duration.ofSeconds(2));
    }

    private static LocationMap map(String dns, String endpoint, Duration timeout) {
        return LocationMapProvider.createFrom(new MapConfig(
                "route53",
                ZONE,
                List.of(dns),
                Optional.empty(),
                timeout,
                Map.of("endpoint", endpoint, "route53.hosted-zone-id", "Z1D633PJN98FT9")));
    }

    @AfterAll
    static void stop() throws IOException {
        map.close();
        api.stop();
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
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
        return map("127.0.0.1:9", "http://127.0.0.1:9", Duration.ofMillis(200));
    }

    @ParameterizedTest
    @EnumSource
    void whateverGoesWrongOnceTheChangeIsCommittedOnce(FakeRoute53.Trouble trouble) {
        // given
        MapHead first = MapHead.first("trouble-" + trouble.name().toLowerCase().replace('_', '-'), "dc1", List.of());
        map.commit(new MapChange(Optional.empty(), first, List.of())).await().atMost(LIMIT);
        MapChange change = MapChange.of(first, List.of());
        route53.trouble(trouble);

        // when
        CommitResult result = map.commit(change).await().atMost(LIMIT);

        // then
        assertThat(result).isEqualTo(new CommitResult.Committed(change.next()));
        assertThat(map.head(first.application()).await().atMost(LIMIT)).isEqualTo(change.next());
    }

    @Test
    void aBatchIsAppliedWholeOrNotAtAll() {
        // given: the head is another than the change expects
        MapHead first = MapHead.first("whole", "dc1", List.of("aws1"));
        map.commit(new MapChange(Optional.empty(), first, List.of())).await().atMost(LIMIT);
        MapChange winner = MapChange.of(first, List.of());
        map.commit(winner).await().atMost(LIMIT);

        // when
        CommitResult result = map.commit(MapChange.of(first, List.of())).await().atMost(LIMIT);

        // then
        assertThat(result).isEqualTo(new CommitResult.Conflict(Optional.of(winner.next())));
    }
}
