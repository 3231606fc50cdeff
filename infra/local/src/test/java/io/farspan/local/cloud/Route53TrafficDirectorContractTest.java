package io.farspan.local.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import com.github.tomakehurst.wiremock.WireMockServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.dns.DnsServer;
import io.farspan.provider.map.TrafficDirector;
import io.farspan.provider.map.TrafficDirectorProvider;
import io.farspan.provider.testkit.TrafficDirectorContractTest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

class Route53TrafficDirectorContractTest extends TrafficDirectorContractTest {

    private static final String ZONE = "farspan.test";
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    private static DnsServer server;
    private static WireMockServer api;
    private static FakeRoute53 route53;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        route53 = new FakeRoute53(
                new Publisher(ZONE, TSIG, Integer.parseInt(server.address().replaceAll(".*:", ""))));
        for (String location : new String[] {"dc1", "aws1", "az1"}) {
            route53.put("shop.farspan.test.", "CNAME", location, 33, "lb." + location + ".farspan.test");
        }
        api = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(route53));
        api.start();
        api.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers("route53")));
    }

    @AfterAll
    static void stop() throws IOException {
        api.stop();
        server.close();
    }

    @Override
    protected TrafficDirector director() {
        return director(api.baseUrl());
    }

    @Override
    protected TrafficDirector unreachable() {
        return director("http://127.0.0.1:9");
    }

    @Override
    protected void throttleOnce() {
        route53.trouble(FakeRoute53.Trouble.THROTTLED);
    }

    private static TrafficDirector director(String endpoint) {
        Map<String, String> settings = Map.of(
                "farspan.traffic.provider", "route53",
                "farspan.traffic.name", "shop.farspan.test",
                "farspan.traffic.route53.hosted-zone-id", "Z1D633PJN98FT9",
                "farspan.traffic.endpoint", endpoint);
        return TrafficDirectorProvider.createFrom(key -> Optional.ofNullable(settings.get(key)))
                .orElseThrow();
    }
}
