package io.farspan.local.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;

import io.farspan.local.dns.DnsServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

/**
 * A cloud's API with a stand-in behind it, and the DNS server that shows what the API holds.
 *
 * @param server the DNS server
 * @param api the API
 * @param cloud what answers for it
 */
record CloudStage<T extends ResponseDefinitionTransformerV2>(DnsServer server, WireMockServer api, T cloud)
        implements AutoCloseable {

    static final String ZONE = "map.farspan.test";

    private static final String TSIG = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    static <T extends ResponseDefinitionTransformerV2> CloudStage<T> start(Path directory, Function<Publisher, T> cloud)
            throws IOException {
        DnsServer server = DnsServer.start(
                ZONE, TSIG, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
        T answering = cloud.apply(new Publisher(ZONE, TSIG, port));
        WireMockServer api = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(answering));
        api.start();
        api.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers(answering.getName())));
        return new CloudStage<>(server, api, answering);
    }

    @Override
    public void close() throws IOException {
        api.stop();
        server.close();
    }
}
