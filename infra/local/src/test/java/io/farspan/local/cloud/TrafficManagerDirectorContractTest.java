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

class TrafficManagerDirectorContractTest extends TrafficDirectorContractTest {

    private static final String ZONE = "farspan.test";
    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    private static final String PROFILE = "/subscriptions/" + SUBSCRIPTION
            + "/resourceGroups/farspan/providers/Microsoft.Network/trafficmanagerprofiles/shop";

    private static DnsServer server;
    private static WireMockServer api;
    private static FakeAzure azure;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        azure = new FakeAzure(
                ZONE,
                new Publisher(ZONE, TSIG, Integer.parseInt(server.address().replaceAll(".*:", ""))));
        azure.put(
                PROFILE,
                """
                {"id": "%1$s", "name": "shop", "type": "Microsoft.Network/trafficManagerProfiles", "location": "global",
                 "properties": {"profileStatus": "Enabled", "trafficRoutingMethod": "Weighted",
                  "dnsConfig": {"relativeName": "shop", "ttl": 30},
                  "monitorConfig": {"protocol": "HTTPS", "port": 443, "path": "/health"},
                  "endpoints": [%2$s, %3$s, %4$s]}}
                """
                        .formatted(PROFILE, endpoint("dc1"), endpoint("aws1"), endpoint("az1")));
        api = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(azure));
        api.start();
        api.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers("azure")));
    }

    private static String endpoint(String location) {
        return """
               {"name": "%1$s", "type": "Microsoft.Network/trafficManagerProfiles/externalEndpoints",
                "properties": {"target": "lb.%1$s.farspan.test", "endpointStatus": "Enabled", "weight": 33}}
               """
                .formatted(location);
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
        azure.trouble(FakeAzure.Trouble.THROTTLED);
    }

    private static TrafficDirector director(String endpoint) {
        Map<String, String> settings = Map.of(
                "farspan.traffic.provider", "trafficmanager",
                "farspan.traffic.name", "shop",
                "farspan.traffic.azure.subscription-id", SUBSCRIPTION,
                "farspan.traffic.azure.resource-group", "farspan",
                "farspan.traffic.endpoint", endpoint);
        return TrafficDirectorProvider.createFrom(key -> Optional.ofNullable(settings.get(key)))
                .orElseThrow();
    }
}
