package io.farspan.local.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;

import io.farspan.local.dns.DnsServer;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.TrafficTarget;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An emulated cloud API, and the DNS server that shows what the API holds.
 *
 * @param server the DNS server
 * @param api the API
 * @param cloud what answers for it
 * @param publisher what brings it to the DNS server
 */
record CloudStage<T extends ResponseDefinitionTransformerV2>(
        DnsServer server, WireMockServer api, T cloud, Publisher publisher) implements AutoCloseable {

    static final String ZONE = "map.farspan.test";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    static <T extends ResponseDefinitionTransformerV2> CloudStage<T> start(Path directory, Function<Publisher, T> cloud)
            throws IOException {
        DnsServer server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
        Publisher publisher = new Publisher(ZONE, TSIG, port);
        T answering = cloud.apply(publisher);
        WireMockServer api = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(answering));
        api.start();
        api.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers(answering.getName())));
        return new CloudStage<>(server, api, answering, publisher);
    }

    /** Home renews its lease and moves traffic while the servers still show the previous records. */
    void changesAreReadBackBeforeTheServersShowThem(LocationMap map) {
        // given
        String application = "late-" + cloud.getName().toLowerCase(Locale.ROOT);
        MapHead head = MapHead.first(application, "dc1", List.of("aws1"));
        map.commit(new MapChange(Optional.empty(), head, List.of())).await().atMost(LIMIT);
        publisher.hold();
        try {
            // when
            for (int renewal = 0; renewal < 3; renewal++) {
                MapHead read = map.head(application).await().atMost(LIMIT);
                assertThat(map.commit(MapChange.renewal(read)).await().atMost(LIMIT))
                        .isInstanceOf(CommitResult.Committed.class);
            }
            MapHead renewed = map.head(application).await().atMost(LIMIT);
            List<TrafficTarget> traffic = List.of(new TrafficTarget("aws1", "lb.aws1." + ZONE, 443, 7));
            MapChange move = MapChange.of(renewed, List.of(new MapChange.PutTraffic(traffic)));
            map.commit(move).await().atMost(LIMIT);

            // then
            assertThat(map.head(application).await().atMost(LIMIT)).isEqualTo(move.next());
            assertThat(map.routes(application).await().atMost(LIMIT).traffic()).isEqualTo(traffic);
        } finally {
            publisher.release();
        }
        assertThat(map.awaitPublished(application, LIMIT).await().atMost(LIMIT)).isTrue();
        assertThat(map.routes(application).await().atMost(LIMIT).traffic())
                .extracting(TrafficTarget::weight)
                .containsExactly(7);
    }

    @Override
    public void close() throws IOException {
        api.stop();
        server.close();
    }
}
