package io.farspan.agent.home;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The metadata services as their vendors document them. */
class CloudMetadataTest {

    @Test
    void ec2IsAskedWithATokenThatWasAskedForBefore() throws Exception {
        // given
        try (FakeHome service = new FakeHome(CloudMetadataTest::ec2)) {
            AwsMetadata metadata = new AwsMetadata(URI.create(service.url()));

            // when, then
            assertThat(List.of(metadata.instance(), metadata.region(), metadata.address()))
                    .containsExactly("i-0abc", "eu-central-1", "10.20.3.4");
        }
    }

    @Test
    void azureIsAskedWithItsHeaderForPlainText() throws Exception {
        // given
        try (FakeHome service = new FakeHome(CloudMetadataTest::azure)) {
            AzureMetadata metadata = new AzureMetadata(URI.create(service.url()));

            // when, then
            assertThat(List.of(metadata.instance(), metadata.region(), metadata.address()))
                    .containsExactly("02aab8a4-74ef-476e-8182-f6d2ba4166a6", "westeurope", "10.30.0.5");
        }
    }

    @Test
    void anAnswerThatIsNoneIsAFailure() throws Exception {
        try (FakeHome service = new FakeHome(exchange -> "404 no")) {
            assertThatThrownBy(() -> new AwsMetadata(URI.create(service.url())).region())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("404");
        }
    }

    private static String ec2(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI()) {
            case "PUT /latest/api/token":
                String seconds = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
                return seconds == null ? "400 " : "200 AQAEAJ==";
            case "GET /latest/meta-data/instance-id":
                return "AQAEAJ==".equals(token) ? "200 i-0abc" : "401 ";
            case "GET /latest/meta-data/placement/region":
                return "AQAEAJ==".equals(token) ? "200 eu-central-1" : "401 ";
            case "GET /latest/meta-data/local-ipv4":
                return "AQAEAJ==".equals(token) ? "200 10.20.3.4" : "401 ";
            default:
                return "404 ";
        }
    }

    private static String azure(HttpExchange exchange) {
        if (!"true".equals(exchange.getRequestHeaders().getFirst("Metadata"))
                || !"api-version=2021-02-01&format=text"
                        .equals(exchange.getRequestURI().getQuery())) {
            return "400 ";
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/metadata/instance/compute/vmId":
                return "200 02aab8a4-74ef-476e-8182-f6d2ba4166a6";
            case "/metadata/instance/compute/location":
                return "200 westeurope";
            case "/metadata/instance/network/interface/0/ipv4/ipAddress/0/privateIpAddress":
                return "200 10.30.0.5";
            default:
                return "404 ";
        }
    }
}
